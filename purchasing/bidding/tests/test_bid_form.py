"""The bid form: envelopes, criteria, attachments, the sheet and the own copy, checks at any time, amended notices."""

import io
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Bid, SealedFile, Tender
from purchasing.bidding.services.contents import content_of
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
ANSWERS = {"answer_1": "ISO 9001:2015", "answer_2": "12건", "answer_3": "도면대로", "answer_4": "30일"}
DECLARED = {"alone": "on", "same_terms": "on"}
PRICED = {"line-0-unit_price_won": "12,345", "line-1-unit_price_won": "333"}
COUNTS = {"line-TOTAL_FORMS": "2", "line-INITIAL_FORMS": "2"}
WHOLE = {**ANSWERS, **DECLARED, **PRICED, **COUNTS, "lead_days": "30"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def bidder(client):
    person = supplier()
    sign_in(client, person)
    return person


def three_envelopes(**facts):
    return make.published(envelopes=make.ENVELOPES, criteria=make.CRITERIA, by_unit_price=True, **facts)


def url(tender, name="bid-submit", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def paper(name="cert.pdf"):
    return SimpleUploadedFile(name, pdf_bytes(), "application/pdf")


def sealed(client, tender, **more):
    """Check with an attachment, then seal with what the check page carries on."""
    typed = {**WHOLE, "notice_version": str(tender.notice_version), **more}
    check = client.post(url(tender), {**typed, "file_1": paper(), "step": "check"})
    assert check.status_code == 200, check.context["form"].errors
    assert check.templates[0].name == "bidding/bid_check.html"
    carried = dict(check.context["typed"])
    return client.post(url(tender), {**carried, "step": "seal", "key": check.context["key"]})


def test_a_bid_in_three_envelopes_goes_from_form_to_receipt_and_back_from_its_copy(client, bidder):
    tender = three_envelopes().tender

    form = client.get(url(tender)).content.decode()
    assert "No price in this envelope" in form
    assert form.index('id="part-qualification"') < form.index('id="part-technical"') < form.index('id="part-price"')

    receipt = sealed(client, tender)
    assert receipt.status_code == 201
    bid = Bid.objects.get()
    copy = json.loads(receipt.context["copy"])
    assert list(copy) == sorted(make.ENVELOPES)
    said = content_of(copy)
    assert said.answers == {"1": "ISO 9001:2015", "2": "12건", "3": "도면대로", "4": "30일"}
    assert [ref["name"] for ref in said.files["1"]] == ["cert.pdf"]
    assert said.price_won == Decimal(1_482_233)
    assert "price_won" not in copy["qualification"]
    assert SealedFile.objects.get().company == bidder.company

    kept = client.post(url(tender, "bid-copy", bid.uid), {"copy": receipt.context["copy"]})
    assert kept["Content-Disposition"] == f'attachment; filename="bid-{tender.number}-1.json"'
    assert kept.content.decode() == receipt.context["copy"]
    assert client.post(url(tender, "bid-copy", bid.uid), {"copy": "{}"}).status_code == 404

    own_file = SimpleUploadedFile("bid.json", kept.content, "application/json")
    filled = client.post(url(tender), {"step": "import", "own_file": own_file})
    assert filled.status_code == 200
    text = filled.content.decode()
    assert "12345" in text
    assert "도면대로" in text
    assert "cert.pdf" in text
    again = {**WHOLE, "refs": filled.context["refs_text"], "notice_version": str(tender.notice_version)}
    check = client.post(url(tender), {**again, "step": "check"})
    replaced = client.post(url(tender), {**dict(check.context["typed"]), "step": "seal", "key": check.context["key"]})
    assert replaced.status_code == 201
    assert list(Bid.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_the_receipt_as_pdf_and_as_signed_json_names_no_amount(client, bidder):
    tender = three_envelopes().tender
    sealed(client, tender)
    bid = Bid.objects.get()

    signed = json.loads(client.get(url(tender, "bid-receipt-json", bid.uid)).content)
    pdf_file = client.get(url(tender, "bid-receipt-pdf", bid.uid))
    sign_in(client, supplier())

    assert set(signed) == {"document", "signature", "key_id"}
    assert json.loads(signed["document"])["commitment"] == bid.commitment
    assert "1482233" not in signed["document"]
    paper_text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf_file.content)).pages).replace(
        "\n", ""
    )
    assert bid.commitment in paper_text
    assert signed["signature"] in paper_text
    assert "testserver/developers/downloads/" in paper_text
    assert "no-store" in pdf_file["Cache-Control"]
    for name in ("bid-receipt-json", "bid-receipt-pdf", "bid-receipt"):
        assert client.get(url(tender, name, bid.uid)).status_code == 404


def test_an_attachment_is_sealed_at_once_and_survives_a_mistake_elsewhere(client, bidder):
    tender = three_envelopes().tender
    typed = {**WHOLE, "line-0-unit_price_won": "", "notice_version": str(tender.notice_version)}

    refused = client.post(url(tender), {**typed, "file_1": paper(), "step": "check"})
    assert refused.status_code == 422
    refs = refused.context["refs_text"]
    assert "cert.pdf" in refused.content.decode()

    mended = client.post(url(tender), {**WHOLE, "refs": refs, "step": "check"})
    assert mended.status_code == 200
    assert SealedFile.objects.count() == 1
    uid = json.loads(refs)["1"][0]["uid"]
    dropped = client.post(url(tender), {**WHOLE, "refs": refs, "drop": uid, "step": "check"})
    assert dropped.status_code == 422
    assert "Attach the document" in dropped.content.decode()


def test_attachments_of_others_and_forged_ones_are_left_out(client, bidder):
    tender = three_envelopes().tender
    foreign = services.seal_file(tender, paper(), by=supplier())
    own = services.seal_file(tender, paper(), by=bidder)
    unsound = [json.dumps({"1": [own | {"name": name}]}) for name in ("a\0.pdf", "a\ud800.pdf")]
    for refs in (json.dumps({"1": [foreign]}), '{"1": [{"uid": "x"}]}', "[1]", "{", '{"1": "a"}', *unsound):
        response = client.post(url(tender), {**WHOLE, "refs": refs, "step": "check"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"file_1"}


def test_what_is_missing_is_told_at_any_time_and_nothing_is_stored(client, bidder):
    tender = three_envelopes().tender

    empty = client.post(url(tender), {**COUNTS, "step": "look"})
    half = client.post(url(tender), {**WHOLE, "answer_3": "", "line-1-unit_price_won": "", "step": "look"})
    whole = client.post(url(tender), {**WHOLE, "file_1": paper(), "step": "look"})

    told = [(finding.kind, str(finding.words)) for finding in half.context["findings"]]
    assert ("bad", "The price is not complete") in told
    assert ("bad", "Technical proposal is not complete") in told
    assert ("bad", "Qualification is not complete") in told  # the certificate is not attached
    assert empty.status_code == half.status_code == whole.status_code == 200
    assert {finding.kind for finding in whole.context["findings"]} == {"ok"}
    assert "12,345" in half.content.decode()
    assert Bid.objects.count() == 0


def test_a_notice_that_is_amended_while_a_bid_is_written_loses_nothing(client, bidder):
    tender = three_envelopes().tender
    old = {**WHOLE, "notice_version": str(tender.notice_version - 1)}

    told = client.post(url(tender), {**old, "file_1": paper(), "step": "check"})
    text = told.content.decode()

    assert told.status_code == 409
    assert "The notice was amended" in text
    assert "도면대로" in text
    assert "12,345" in text
    now = {**WHOLE, "refs": told.context["refs_text"], "notice_version": str(told.context["tender"].notice_version)}
    assert client.post(url(tender), {**now, "step": "check"}).status_code == 200


def test_the_sheet_goes_out_empty_and_comes_back_into_the_form(client, bidder):
    tender = three_envelopes().tender
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    sheet = book.worksheets[0]
    places = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    for name, value in {"line-0-unit_price_won": 12345, "line-1-unit_price_won": 333.0, **ANSWERS}.items():
        sheet.cell(places[name], 5).value = value
    sheet.cell(places["lead_days"], 5).value = "=15*2"
    assert (
        sheet.cell(places["line-0-unit_price_won"], 6).value
        == f"=ROUND(C{places['line-0-unit_price_won']}*E{places['line-0-unit_price_won']},0)"
    )

    response = client.post(url(tender), {"step": "import", "own_file": _book(book)})

    assert response.status_code == 422
    assert response.context["read"].faults[0][0] == f"E{places['lead_days']}"
    assert response.context["sums"].price_won == Decimal(1_482_233)
    assert "도면대로" in response.content.decode()
    assert Bid.objects.count() == 0


def _book(book, name="bid.xlsx"):
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile(name, kept.getvalue())


@pytest.mark.parametrize("wrong", ["nothing", "no workbook", "another tender", "another company", "no copy"])
def test_a_file_that_is_not_ours_is_refused_with_its_reason(client, bidder, wrong):
    tender = three_envelopes().tender
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    if wrong == "another tender":
        book.worksheets[0]["B1"] = "TND-2026-999999"
    if wrong == "another company":
        book.worksheets[0]["B3"] = "CMP-2026-999999"
    sent = {
        "nothing": {},
        "no workbook": {"own_file": SimpleUploadedFile("bid.xlsx", b"PK\x03\x04 no workbook")},
        "another tender": {"own_file": _book(book)},
        "another company": {"own_file": _book(book)},
        "no copy": {"own_file": SimpleUploadedFile("bid.json", b'{"price": {"price_won": 1.5e400}, "x": 1}')},
    }[wrong]

    response = client.post(url(tender), {"step": "import", **sent})

    assert response.status_code == 422
    assert response.context["file_fault"]


def test_filling_from_a_file_takes_nothing_away_that_was_typed(client, bidder):
    tender = three_envelopes().tender
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    sheet = book.worksheets[0]
    places = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    sheet.cell(places["line-1-unit_price_won"], 5).value = 444
    typed = {
        **PRICED, **COUNTS, "note": "부분 납품 가능", "answer_3": "도면대로", "alone": "on", "step": "import",
        "notice_version": str(tender.notice_version),
    }  # fmt: skip

    none = client.post(url(tender), {**typed, "file_1": paper()})
    text = none.content.decode()
    assert none.status_code == 422
    assert (text.count("Choose the filled sheet"), "required" in none.context["form"].errors.as_json()) == (1, False)
    for value in ("12,345", "부분 납품 가능", "도면대로", "cert.pdf"):
        assert value in text

    filled = client.post(url(tender), {**typed, "refs": none.context["refs_text"], "own_file": _book(book)})
    text = filled.content.decode()
    assert filled.status_code == 200
    assert (filled.context["form"].errors, filled.context["prices"].forms[0].errors) == ({}, {})
    for value in ("12,345", "444", "부분 납품 가능", "도면대로", "cert.pdf"):
        assert value in text
    assert 'value="333"' not in text


def test_a_file_without_a_price_leaves_the_typed_price_with_its_tax_and_its_notice(client, bidder):
    tender = make.published(by_unit_price=False).tender
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    older = str(tender.notice_version - 1)
    typed = {"total_won": "110,000,000", "vat": "with", "notice_version": older, "step": "import"}

    filled = client.post(url(tender), {**typed, "own_file": _book(book)})

    entry = filled.context["form"]
    assert (entry["total_won"].value(), entry["vat"].value()) == ("110,000,000", "with")
    assert filled.context["sums"].price_won == Decimal(100_000_000)
    assert filled.context["amended"]


def test_an_attachment_that_cannot_be_taken_is_told_though_a_file_fills_the_form(client, bidder):
    tender = three_envelopes().tender
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    program = SimpleUploadedFile("cert.pdf", b"MZ no paper", "application/pdf")

    filled = client.post(
        url(tender), {**COUNTS, "lead_days": "soon", "step": "import", "own_file": _book(book), "file_1": program}
    )

    assert set(filled.context["form"].errors) == {"file_1", "lead_days"}
    assert filled.status_code == 422


def test_files_of_a_copy_for_which_there_is_no_room_are_named_and_those_left_out_stay_out(client, bidder):
    tender = three_envelopes().tender
    receipt = sealed(client, tender)
    own_file = SimpleUploadedFile("bid.json", receipt.context["copy"].encode(), "application/json")
    names = [f"page-{no}.pdf" for no in range(10)]
    full = client.post(url(tender), {**WHOLE, "file_1": [paper(name) for name in names], "step": "look"})
    refs = full.context["refs_text"]

    crowded = client.post(url(tender), {**WHOLE, "refs": refs, "step": "import", "own_file": own_file})

    assert crowded.status_code == 422
    fault = "At most 10 files here. Of the copy these stayed out: cert.pdf"
    assert crowded.context["form"].errors == {"file_1": [fault]}
    assert [ref["name"] for ref in json.loads(crowded.context["refs_text"])["1"]] == names

    own_file.seek(0)
    uid = json.loads(refs)["1"][0]["uid"]
    of_copy = content_of(json.loads(receipt.context["copy"])).files["1"][0]["uid"]
    dropped = {**WHOLE, "refs": refs, "drop": [uid, of_copy], "step": "import", "own_file": own_file}
    left = client.post(url(tender), dropped)

    assert left.status_code == 200
    assert [ref["name"] for ref in json.loads(left.context["refs_text"])["1"]] == names[1:]


def test_after_the_deadline_the_form_says_so_but_the_same_key_still_gives_the_receipt(client, bidder):
    stage = make.running(closes_in=timedelta(days=2), by_unit_price=False)
    tender = Tender.objects.get(pk=stage.tender.pk)
    typed = {"total_won": "90,000,000", "vat": "without", **DECLARED, "step": "seal", "key": "k" * 32}
    first = client.post(url(tender), typed)
    make.pass_deadline(tender)

    again = client.post(url(tender), typed)
    late = client.post(url(tender), {**typed, "key": "l" * 32})

    assert (first.status_code, again.status_code, late.status_code) == (201, 201, 409)
    assert Bid.objects.count() == 1


@pytest.mark.parametrize("staged", [three_envelopes, make.published])
def test_what_is_wrong_is_listed_in_the_order_of_the_page(client, bidder, staged):
    text = client.post(url(staged().tender), {**COUNTS, "step": "check"}).content.decode()

    summary, page = text.split('class="error-summary"', 1)[1].split("</ul>", 1)
    listed = re.findall(r'href="#([^"]+)"', summary)
    assert len(listed) > 2
    assert listed == sorted(listed, key=lambda target: page.index(f'id="{target}"'))
