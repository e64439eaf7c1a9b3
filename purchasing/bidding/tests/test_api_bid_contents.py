"""A supplier's program answers criteria, attaches documents and asks questions."""

import json
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.tests.factories import pdf_bytes
from portal.partners.tests.factories import api_client
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import Bid, Question, SealedFile
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
DECLARED = {"statements": {"alone": True, "same_terms": True}}
ANSWERS = [{"no": no, "text": f"답변 {no}"} for no in (1, 2, 3, 4)]


def post(client, tender, what, data, key="k" * 16):
    return client.post(
        f"/api/v1/tenders/{tender.uid}/{what}/",
        data,
        format="json",
        headers={"Idempotency-Key": key, "Accept-Language": "en"},
    )


def test_a_program_answers_every_criterion_and_attaches_what_is_asked_for():
    tender = make.published(envelopes=make.ENVELOPES, criteria=make.CRITERIA).tender
    bidder = supplier()
    client = api_client(bidder.company, "tender.read", "bid.write")
    content = b64encode(pdf_bytes()).decode()

    ref = post(client, tender, "bid-files", {"name": "cert.pdf", "content": content}).json()
    bare = post(client, tender, "bids", {"price_won": 90_000_000} | DECLARED)
    no_file = post(client, tender, "bids", {"price_won": 90_000_000, "answers": ANSWERS} | DECLARED)
    foreign = services.seal_file(tender, _upload(), by=supplier())
    stolen = post(
        client,
        tender,
        "bids",
        {"price_won": 90_000_000, "answers": ANSWERS, "files": [{"no": 1, **foreign}]} | DECLARED,
    )
    whole = {"price_won": 90_000_000, "answers": ANSWERS, "files": [{"no": 1, **ref}]} | DECLARED
    sent, again = post(client, tender, "bids", whole), post(client, tender, "bids", whole)

    assert bare.status_code == no_file.status_code == stolen.status_code == 422
    assert "Answer criterion 1." in json.dumps(bare.json())
    assert "Attach the document" in json.dumps(stolen.json())
    assert sent.status_code == again.status_code == 201
    assert sent.json()["receipt"] == again.json()["receipt"]
    assert Bid.objects.count() == 1
    assert sent.json()["copy"]["qualification"]["files"]["1"] == [ref]
    assert SealedFile.objects.filter(company=bidder.company).count() == 1


def _upload():
    return SimpleUploadedFile("cert.pdf", pdf_bytes())


@pytest.mark.parametrize("content", ["%%%", b64encode(b"MZ\x90\x00 no paper").decode()])
def test_what_is_no_paper_is_not_taken(content):
    tender = make.published().tender
    client = api_client(supplier().company, "tender.read", "bid.write")

    assert post(client, tender, "bid-files", {"name": "a.pdf", "content": content}).status_code in (400, 422)
    assert SealedFile.objects.count() == 0


def test_a_program_asks_and_everybody_reads_the_answer(client):
    stage = make.published()
    asker = api_client(supplier().company, "tender.read", "bid.write")
    asked = post(asker, stage.tender, "questions", {"text": "동등품도 됩니까?"})
    again = post(asker, stage.tender, "questions", {"text": "동등품도 됩니까?"})
    address = f"/api/v1/tenders/{stage.tender.uid}/questions/"

    assert asked.status_code == again.status_code == 201
    assert client.get(address).json()["results"] == []
    services.answer_question(Question.objects.get(), published_text="동등품?", answer="예", by=stage.cast.officer)
    (told,) = client.get(address).json()["results"]
    assert (told["no"], told["text"], [answer["text"] for answer in told["answers"]]) == (1, "동등품?", ["예"])
    assert "company" not in told
