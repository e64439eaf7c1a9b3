"""Numbers for the reserve price: picked blind in the form, the sheet or by a program; counted by the evaluation."""

import io
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from portal.errors import RuleBroken
from portal.partners.tests.factories import api_client
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Bid, LimitCalc
from purchasing.bidding.services.contents import BidContent
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
PRICED = {"total_won": "90,000,000", "vat": "without", "alone": "on", "same_terms": "on"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def drawn(**facts):
    return make.published(method="KR_RESERVE", method_params={"floor": "0.8"}, **facts)


def url(tender, name="bid-submit"):
    return reverse(f"bidding:{name}", args=[tender.number])


def seal(client, tender, **typed):
    check = client.post(url(tender), {**PRICED, **typed, "step": "check"})
    assert check.status_code == 200, check.context["form"].errors
    sent = dict(check.context["typed"]) | {"step": "seal", "key": check.context["key"]}
    return check, client.post(url(tender), sent)


def test_numbers_go_from_the_form_to_the_evaluation(client):
    stage = drawn()
    chosen = {}
    for first, second in ((3, 9), (9, 12), (12, 3)):
        bidder = supplier()
        sign_in(client, bidder)
        check, receipt = seal(client, stage.tender, pick_1=str(first), pick_2=str(second))
        assert f"<dd>{first}, {second}</dd>" in check.content.decode()
        assert receipt.status_code == 201
        assert json.loads(receipt.context["copy"])["price"]["picks"] == [first, second]
        chosen[bidder.company.number] = f"{first} {second}"
        stage.bidders.append(bidder)
    make.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    make.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    trace = {line["name"]: line for line in LimitCalc.objects.get().document["result"]["trace"]}
    assert trace["picks"]["numbers"] == chosen
    assert trace["picks"]["result"] == "3 9 12 1"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "pick_1"),
        ({"pick_1": "3"}, "pick_2"),
        ({"pick_1": "3", "pick_2": "3"}, "pick_2"),
        ({"pick_1": "16", "pick_2": "3"}, "pick_1"),
        ({"pick_1": "x", "pick_2": "3"}, "pick_1"),
    ],
)
def test_two_different_numbers_are_needed(client, typed, field):
    tender = drawn().tender
    sign_in(client, supplier())

    answer = client.post(url(tender), {**PRICED, **typed, "step": "check"})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["total_won"].value() == "90,000,000"
    look = client.post(url(tender), {**PRICED, **typed, "step": "look"}).content.decode()
    assert "The numbers for the reserve price are missing" in look
    assert not Bid.objects.exists()


def test_other_rules_ask_for_no_numbers(client):
    tender = make.published().tender
    bidder = supplier()
    sign_in(client, bidder)

    assert "pick_1" not in client.get(url(tender)).content.decode()
    _check, receipt = seal(client, tender, pick_1="3", pick_2="9")
    assert "picks" not in json.loads(receipt.context["copy"])["price"]
    with pytest.raises(RuleBroken) as refusal:
        services.submit_bid(tender, content=BidContent(Decimal(9), picks=(1, 2)), key=make.key(), by=bidder)
    assert refusal.value.field == "picks"


def test_the_sheet_and_the_own_copy_carry_the_numbers(client):
    tender = drawn().tender
    sign_in(client, supplier())
    book = load_workbook(io.BytesIO(client.get(url(tender, "bid-sheet")).content))
    for row in book.active.iter_rows(min_row=6):
        if given := {"total_won": 90_000_000, "pick_1": 7, "pick_2": 15}.get(row[0].value):
            row[4].value = given
    kept = io.BytesIO()
    book.save(kept)

    filled = client.post(url(tender), {"step": "import", "own_file": SimpleUploadedFile("b.xlsx", kept.getvalue())})
    assert [filled.context["form"][name].value() for name in ("pick_1", "pick_2")] == ["7", "15"]
    _check, receipt = seal(client, tender, pick_1="7", pick_2="15")
    own = SimpleUploadedFile("bid.json", receipt.context["copy"].encode(), "application/json")
    again = client.post(url(tender), {"step": "import", "own_file": own})
    assert [again.context["form"][name].value() for name in ("pick_1", "pick_2")] == ["7", "15"]


@pytest.mark.parametrize(("picks", "status"), [([3, 9], 201), ([3, 3], 422), ([0, 3], 400), ([3], 400), (None, 422)])
def test_a_program_sends_its_numbers(picks, status):
    tender = drawn().tender
    client = api_client(supplier().company, "tender.read", "bid.write")
    told = {"price_won": 90_000_000, "statements": {"alone": True, "same_terms": True}}
    told |= {"picks": picks} if picks is not None else {}

    answer = client.post(
        f"/api/v1/tenders/{tender.uid}/bids/", told, format="json", headers={"Idempotency-Key": "k" * 16}
    )

    assert answer.status_code == status, answer.json()
    if status == 201:
        assert answer.json()["copy"]["price"]["picks"] == [3, 9]
    else:
        assert "picks" in json.dumps(answer.json())
