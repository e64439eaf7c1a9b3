"""Bids that a supplier's own program has sealed, and nothing of a sealed bid in what the API keeps."""

import base64
import json
import secrets
from decimal import Decimal
from hashlib import sha256

import pytest
from django.test import Client

from portal.partners.models import GivenAnswer
from portal.sealing import boxes
from portal.sealing.documents import canonical, context
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import Bid, Ruling, SealedPart
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_api import DECLARED, LIST, api_client

pytestmark = pytest.mark.django_db


def document_of(tender, company, **told) -> dict:
    return {
        "v": 2, "tender": tender.number, "company": company.number, "envelope": "price", "nonce": secrets.token_hex(32),
        "answers": {}, "files": {}, "price_won": "91000000", "lines": [], "stated_total_won": None, "lead_days": 20,
        "note": "", "tco": {}, "statements": {}, **told,
    }  # fmt: skip


def sealed_by_client(seal: dict, tender, company, seq: int, document: dict, **wrong) -> dict:
    """As a partner's program does it, from what the API tells."""
    key = seal["keys"][0]
    bound = context(
        "twp-bid-v1", str(tender.uid), "price", key["epoch"], key["public_key"], company.number, wrong.get("seq", seq)
    )
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    box = boxes.seal(bytes.fromhex(key["public_key"]), boxes.pad(text), bound)
    part = {
        "envelope": "price",
        "ciphertext": base64.b64encode(box).decode(),
        "commitment": sha256(bound + b"\n" + text).hexdigest(),
    }
    return {"seq": seq, "epoch": key["epoch"], "envelopes": [part]}


def send(api, tender, body, key="0f8c5a8e-7b0e-4c7e-9a43-000000000001"):
    return api.post(f"{LIST}{tender.uid}/sealed-bids/", body, format="json", headers={"Idempotency-Key": key})


def test_a_program_seals_its_bid_and_the_ceremony_opens_it_like_any_other():
    stage = make.published(seal="keys", prices=[88_000_000])
    honest, broken, odd = supplier(), supplier(), supplier()
    api = api_client(honest.company, "tender.read", "bid.write")
    seal = api.get(f"{LIST}{stage.tender.uid}/").json()["seal"]
    assert (seal["mode"], seal["keys"][0]["needed"], seal["keys"][0]["people"]) == ("keys", 2, 3)
    published = Client().get("/.well-known/twp-keys.json").json()["keys"][0]
    assert seal["receipt_key"] == {"kid": published["kid"], "x": published["x"]}
    assert published["x"] in Client().get(f"/tenders/{stage.tender.number}/").text

    body = sealed_by_client(seal, stage.tender, honest.company, 1, document_of(stage.tender, honest.company))
    answer = send(api, stage.tender, body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["copy"] == {}
    again = send(api, stage.tender, body)
    assert (again.json(), again["Idempotent-Replay"]) == (answer.json(), "true")
    assert send(api, stage.tender, {**body, "seq": 2}, key="another-key-0002").status_code == 201  # sealed as 1: fails
    for company, document in [
        (broken.company, document_of(stage.tender, broken.company, price_won="1e9")),
        (odd.company, document_of(stage.tender, honest.company)),
    ]:
        program = api_client(company, "tender.read", "bid.write")
        assert (
            send(program, stage.tender, sealed_by_client(seal, stage.tender, company, 1, document)).status_code == 201
        )
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)

    told = {ruling.bid.company: (ruling.state, ruling.price_won) for ruling in Ruling.objects.select_related("bid")}
    assert told == {
        stage.bidders[0].company: ("opened", Decimal(88_000_000)),
        honest.company: ("non_responsive", None),  # its last version was sealed as another version
        broken.company: ("non_responsive", None),
        odd.company: ("non_responsive", None),
    }


@pytest.mark.parametrize(
    "hostile",
    [
        {"note": "a\0b"},
        {"answers": {"1\0": "x"}},
        {"files": {"": [dict.fromkeys(("uid", "name", "content_type", "sha256", "key"), "\0") | {"size": 1}]}},
        {"statements": {"deep": json.loads("[" * 400 + "]" * 400)}},
    ],
)
def test_what_one_program_writes_never_stops_the_opening_of_the_others(hostile):
    stage, person = make.published(seal="keys", prices=[88_000_000, 89_000_000]), supplier()
    api = api_client(person.company, "tender.read", "bid.write")
    seal = api.get(f"{LIST}{stage.tender.uid}/").json()["seal"]
    document = document_of(stage.tender, person.company, **hostile)
    assert send(api, stage.tender, sealed_by_client(seal, stage.tender, person.company, 1, document)).status_code == 201
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)

    told = {ruling.bid.company: ruling.cause for ruling in Ruling.objects.select_related("bid__company")}
    assert told.pop(person.company) == "broken_seal"
    assert set(told.values()) == {""}


@pytest.mark.parametrize(
    "hostile",
    [
        {"picks": 5},
        {"picks": {"a": 1}},
        {"picks": ["9" * 5000, None, True, [3]]},
        {"statements": {"consortium": ["x"]}},
        {"statements": {"consortium": [{"company": [1], "share": "NaN"}]}},
        {"tco": {"ENERGY": 5, "LIFE": {"value": "1e999999999", "at": "9" * 5000}}},
    ],
)
def test_what_one_program_writes_never_stops_the_evaluation(hostile):
    stage, person = make.published(seal="keys", prices=[88_000_000, 89_000_000], preference_on=True), supplier()
    api = api_client(person.company, "tender.read", "bid.write")
    seal = api.get(f"{LIST}{stage.tender.uid}/").json()["seal"]
    document = document_of(stage.tender, person.company, **hostile)
    assert send(api, stage.tender, sealed_by_client(seal, stage.tender, person.company, 1, document)).status_code == 201
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    assert Ruling.objects.get(bid__company=person.company).state == "in_range"


def test_a_good_one_opens():
    stage = make.published(seal="keys", prices=[88_000_000])
    person = supplier()
    api = api_client(person.company, "tender.read", "bid.write")
    seal = api.get(f"{LIST}{stage.tender.uid}/").json()["seal"]
    document = document_of(stage.tender, person.company)
    assert send(api, stage.tender, sealed_by_client(seal, stage.tender, person.company, 1, document)).status_code == 201
    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)

    ruling = Ruling.objects.get(bid__company=person.company)
    assert (ruling.price_won, ruling.lead_days, ruling.document["price"]) == (Decimal(91_000_000), 20, document)


def test_a_wrong_envelope_is_refused_beside_its_field():
    stage, person = make.published(seal="keys"), supplier()
    api = api_client(person.company, "tender.read", "bid.write")
    seal = api.get(f"{LIST}{stage.tender.uid}/").json()["seal"]
    good = sealed_by_client(seal, stage.tender, person.company, 1, document_of(stage.tender, person.company))
    part = good["envelopes"][0]

    def refused(**changed) -> int:
        return send(api, stage.tender, {**good, **changed}, key=secrets.token_hex(16)).status_code

    assert refused(envelopes=[]) in (400, 422)
    assert refused(envelopes=[{**part, "ciphertext": "%%%"}]) == 400
    assert refused(envelopes=[{**part, "commitment": "AB" * 32}]) == 400
    assert refused(envelopes=[{**part, "ciphertext": base64.b64encode(b"\1" + bytes(100)).decode()}]) == 422
    assert refused(envelopes=[{**part, "ciphertext": base64.b64encode(b"\7" + bytes(4144)).decode()}]) == 422
    assert refused(envelopes=[part, part]) == 400
    assert refused(seq=2) == 409
    assert refused(epoch=2) == 409
    assert Bid.objects.count() == 0
    plain = make.published().tender
    assert send(api, plain, good, key=secrets.token_hex(16)).status_code == 422


def test_the_api_keeps_neither_request_nor_answer_of_a_bid():
    stage, person = make.published(seal="keys"), supplier()
    api = api_client(person.company, "tender.read", "bid.write")
    url = f"{LIST}{stage.tender.uid}/bids/"
    headers = {"Idempotency-Key": "3b1d1f0e-aaaa-4bbb-8ccc-1234567890ab"}
    answer = api.post(url, {"price_won": 12_345_678_901} | DECLARED, format="json", headers=headers)
    again = api.post(url, {"price_won": 12_345_678_901} | DECLARED, format="json", headers=headers)
    other = api.post(url, {"price_won": 12_345_678_902} | DECLARED, format="json", headers=headers)

    assert (answer.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == answer.json()
    assert GivenAnswer.objects.count() == 0
    bid = Bid.objects.get()
    assert bid.key != headers["Idempotency-Key"]
    copy = answer.json()["copy"]["price"]
    assert copy["price_won"] == "12345678901"
    part = SealedPart.objects.get()
    told = json.loads(answer.json()["document"])["envelopes"]["price"]
    bound = context(
        "twp-bid-v1", str(stage.tender.uid), "price", told["epoch"], told["public_key"], person.company.number, 1
    )
    assert part.commitment == told["commitment"] == sha256(bound + b"\n" + canonical(copy)).hexdigest()
