"""Every door takes the eco-friendly products of a bid: the workbook, the own copy, the bidder's own program."""

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from catalog.tests.eco import claimed
from portal.partners.tests.factories import api_client
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding.models import Bid
from purchasing.bidding.services.contents import BidContent, documents
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.eco_stage import LINE, D

pytestmark = pytest.mark.django_db


@pytest.fixture
def bidder(client):
    client.cookies["django_language"] = "en"
    person = supplier()
    sign_in(client, person)
    return person


def eco_tender(**facts):
    return factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000), **facts).tender


def imported(client, tender, name: str, content: bytes):
    address = reverse("bidding:bid-submit", args=[tender.number])
    return client.post(address, {"step": "import", "own_file": SimpleUploadedFile(name, content)})


def test_the_workbook_asks_for_the_product_of_each_line_and_brings_it_back(client, bidder):
    tender, product = eco_tender(), claimed(bidder.company)
    book = load_workbook(io.BytesIO(client.get(reverse("bidding:bid-sheet", args=[tender.number])).content))
    sheet = book.worksheets[0]
    places = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    sheet.cell(places["total_won"], 5).value = 54_000_000
    sheet.cell(places["eco_1"], 5).value = product.number
    kept = io.BytesIO()
    book.save(kept)

    answer = imported(client, tender, "bid.xlsx", kept.getvalue())

    assert answer.context["form"].eco_chosen == {1: product.number}


def test_the_own_copy_brings_it_back_and_what_is_no_statement_is_left_out(client, bidder):
    tender, product = eco_tender(), claimed(bidder.company)
    for eco, chosen in [
        ([{"line": 1, "product": product.number}], {1: product.number}),
        (["text", {"line": 1}], {}),
        ("text", {}),
    ]:
        content = BidContent(price_won=Decimal(54_000_000), statements={"eco": eco})
        copy = documents(tender, content, company=bidder.company.number, nonces={"price": "n"})
        answer = imported(client, tender, "bid.json", json.dumps(copy).encode())
        assert answer.context["form"].eco_chosen == chosen


def test_a_program_names_the_products_and_is_told_what_would_not_count():
    tender, person = eco_tender(), supplier()
    product, other = claimed(person.company), claimed(supplier().company)
    client = api_client(person.company, "tender.read", "bid.write")

    def send(number: str, key: str):
        statements = {"alone": True, "same_terms": True, "eco": [{"line": 1, "product": number}]}
        return client.post(
            f"/api/v1/tenders/{tender.uid}/bids/",
            {"price_won": 54_000_000, "statements": statements},
            format="json",
            headers={"Idempotency-Key": key, "Accept-Language": "en"},
        )

    refused, sent = send(other.number, "a" * 16), send(product.number, "b" * 16)

    assert refused.status_code == 422
    assert "Line 1: the bidder publishes no such product (rule ECO-03)." in json.dumps(refused.json())
    assert refused.json()["errors"][0]["pointer"] == "#/statements/eco"
    assert sent.status_code == 201
    assert sent.json()["copy"]["price"]["statements"]["eco"] == [{"line": 1, "product": product.number}]
    assert client.get(f"/api/v1/tenders/{tender.uid}/notice/").json()["eco_premium"] == "0.1"
    assert Bid.objects.count() == 1
