"""Doors of the bidder: form, check, seal, receipt, replace, withdraw; with and without htmx."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
DECLARED = {"alone": "on", "same_terms": "on"}
TOTAL = {"total_won": "90,000,000", "vat": "without", **DECLARED}
LINES = {"line-0-unit_price_won": "12,345", "line-1-unit_price_won": "333", **DECLARED}
FORMSET = {"line-TOTAL_FORMS": "2", "line-INITIAL_FORMS": "2"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def bidder(client):
    person = supplier()
    sign_in(client, person)
    return person


def address(tender, name="bid-submit", *args):
    return reverse(f"bidding:{name}", args=[tender.number, *args])


def seal(client, tender, typed, key="a" * 32):
    return client.post(address(tender), {**typed, "step": "seal", "key": key})


def test_the_form_keeps_nothing_and_is_not_cached(client, bidder):
    response = client.get(address(make.published().tender))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "data-secret" in response.content.decode()
    assert response.resolver_match.func.secret_form is True


def test_check_shows_what_the_server_computed_and_stores_nothing(client, bidder):
    tender = make.published().tender

    response = client.post(address(tender), {**TOTAL, "step": "check"})

    text = response.content.decode()
    assert response.status_code == 200
    assert "90,000,000" in text
    assert "99,000,000" in text  # with VAT
    assert "90 million won" in text
    assert Bid.objects.count() == 0


def test_words_in_korean(client, bidder):
    client.cookies["django_language"] = "ko"

    response = client.post(address(make.published().tender), {**TOTAL, "total_won": "1108000000", "step": "check"})

    assert "11억 800만 원" in response.content.decode()


def test_vat_is_taken_out_and_told(client, bidder):
    tender = make.published().tender

    check = client.post(address(tender), {**TOTAL, "total_won": "100,000,001", "vat": "with", "step": "check"})
    sealed = seal(client, tender, {**TOTAL, "total_won": "100,000,001", "vat": "with"})

    text = check.content.decode()
    assert "90,909,091" in text
    assert "100,000,001" in text  # as it was entered
    assert "9,090,909" in text  # the VAT on the price, so that what is shown adds up
    assert "100,000,000" in text
    assert "1 won less than entered" in text
    assert sealed.status_code == 201
    assert Bid.objects.get().price_won == Decimal(90_909_091)


def test_unit_prices_are_summed_by_the_server(client, bidder):
    tender = make.published(by_unit_price=True).tender

    check = client.post(address(tender), {**LINES, **FORMSET, "step": "check"})
    sealed = seal(client, tender, {**LINES, **FORMSET})

    assert "1,482,233" in check.content.decode()  # 120 × 12,345 + 2.5 × 333, half up
    assert sealed.status_code == 201
    assert Bid.objects.get().price_won == Decimal(1_482_233)


def test_a_forged_number_of_lines_changes_nothing(client, bidder):
    tender = make.published(by_unit_price=True).tender

    response = client.post(address(tender), {**LINES, **FORMSET, "line-TOTAL_FORMS": "900", "step": "check"})

    assert response.status_code == 200
    assert len(response.context["rows"]) == 2


def test_figures_come_as_a_fragment(client, bidder):
    tender = make.published(by_unit_price=True).tender
    half = {"line-0-unit_price_won": "12345", "line-1-unit_price_won": "", **FORMSET}

    partly = client.post(address(tender), {**half, "step": "figures"}, headers=HTMX).content.decode()
    whole = client.post(address(tender), {**LINES, **FORMSET, "step": "figures"}, headers=HTMX).content.decode()

    assert "<html" not in partly
    assert "1,481,400" in partly  # the first line alone
    assert "1,482,233" in whole
    assert Bid.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"total_won": ""}, "required"),
        ({"total_won": "0"}, "At least 1"),
        ({"total_won": "-5"}, "negative"),
        ({"total_won": "1,5"}, "group thousands"),
        ({"total_won": "1.5"}, "no decimals"),
        ({"total_won": "9" * 30}, "At most"),
        ({"total_won": "ten"}, "not an amount"),
        ({"alone": ""}, "Tick this declaration"),
        ({"lead_days": "0"}, "greater than or equal to 1"),
        ({"vat": "maybe"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(client, bidder, typed, message):
    tender = make.published().tender
    given = {**TOTAL, "note": "분할 납품 가능", **typed}

    response = client.post(address(tender), {**given, "step": "check"})

    text = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in text
    assert message in text
    assert "분할 납품 가능" in text
    assert Bid.objects.count() == 0


def test_keep_editing_brings_everything_back(client, bidder):
    response = client.post(address(make.published().tender), {**TOTAL, "note": "메모", "step": "edit"})

    text = response.content.decode()
    assert response.status_code == 200
    assert 'value="90,000,000"' in text
    assert "메모" in text


def test_the_receipt_has_time_fingerprint_and_the_nonce_once(client, bidder):
    tender = make.published().tender

    fresh = seal(client, tender, TOTAL)
    bid = Bid.objects.get()
    later = client.get(address(tender, "bid-receipt", bid.uid))

    now, again = fresh.content.decode(), later.content.decode()
    for text in (now, again):
        assert bid.receipt in text
        assert bid.commitment in text
        assert f"{bid.received_at:%Y-%m-%dT%H:%M:%S.%f}Z" in text
        assert "KST" in text
    assert bid.nonce in now
    assert bid.nonce not in again
    assert "90,000,000" not in again
    assert "90000000" not in again
    assert "no-store" in fresh["Cache-Control"]


def test_pressing_twice_seals_one_bid(client, bidder):
    tender = make.published().tender

    first, second = seal(client, tender, TOTAL), seal(client, tender, TOTAL)

    assert (first.status_code, second.status_code) == (201, 201)
    assert Bid.objects.count() == 1


def test_the_same_key_for_another_price_is_refused(client, bidder):
    tender = make.published().tender
    seal(client, tender, TOTAL)

    response = seal(client, tender, {**TOTAL, "total_won": "80,000,000"})

    assert response.status_code == 409
    assert Bid.objects.count() == 1


def test_each_check_has_a_key_of_its_own(client, bidder):
    tender = make.published().tender

    keys = {
        re.search(
            r'name="key" value="(\w+)"', client.post(address(tender), {**TOTAL, "step": "check"}).content.decode()
        )[1]
        for _ in range(2)
    }

    assert len(keys) == 2


def test_replace_then_withdraw_then_bid_again(client, bidder):
    tender = make.published().tender
    seal(client, tender, TOTAL, key="1" * 32)
    seal(client, tender, {**TOTAL, "total_won": "80,000,000"}, key="2" * 32)

    withdrawn = client.post(address(tender, "bid-withdraw"), {"key": "3" * 32})

    assert withdrawn.status_code == 303
    assert "Withdrawal received" in client.get(withdrawn["Location"]).content.decode()
    assert queries.own_bid(bidder, tender) is None
    assert seal(client, tender, TOTAL, key="4" * 32).status_code == 201
    assert [bid.kind for bid in Bid.objects.order_by("seq")] == ["bid", "bid", "withdrawal", "bid"]


def test_withdrawing_nothing_is_told(client, bidder):
    response = client.post(address(make.published().tender, "bid-withdraw"), {"key": "3" * 32})

    assert response.status_code == 409
    assert Bid.objects.count() == 0


@pytest.mark.parametrize("step", ["check", "seal"])
def test_a_late_bid_gets_a_clear_answer(client, bidder, step):
    tender = make.closed().tender

    response = client.post(address(tender), {**TOTAL, "step": step, "key": "5" * 32})

    assert response.status_code == 409
    assert "Nothing was sealed." in response.content.decode()
    assert not Bid.objects.filter(company=bidder.company).exists()


def test_the_form_of_a_tender_that_takes_no_bids_says_so(client, bidder):
    cast = make.Cast()
    soon = make.published(cast, opens_at=db_now() + timedelta(days=1)).tender

    for tender in (soon, make.closed(cast).tender):
        response = client.get(address(tender))
        assert response.status_code == 409
        assert "takes no bids now" in response.content.decode()


def test_the_bidders_own_page_shows_the_receipt_but_no_amount(client, bidder):
    tender = make.published().tender
    seal(client, tender, {**TOTAL, "total_won": "987,654,321"})

    for url in (address(tender, "tender-detail"), reverse("bidding:bid-list"), reverse("home:dashboard")):
        text = client.get(url).content.decode()
        assert tender.number in text
        assert "987,654,321" not in text
        assert "987654321" not in text
    assert Bid.objects.get().receipt in client.get(address(tender, "tender-detail")).content.decode()


def test_a_rival_cannot_read_a_receipt(client, bidder):
    stage = make.published(prices=[987_654_321])
    theirs = Bid.objects.get()

    assert client.get(address(stage.tender, "bid-receipt", theirs.uid)).status_code == 404


@pytest.mark.parametrize("who", ["officer", "auditor", "seller", "inactive", "member"])
def test_who_may_not_bid_is_told_why(client, who):
    stage = make.published()
    people = {
        "officer": lambda: stage.cast.officer,
        "auditor": lambda: staff("AU"),
        "seller": lambda: supplier("SU"),
        "inactive": lambda: UserFactory(company=CompanyFactory(state="suspended"), roles=["SA", "BD"]),
        "member": lambda: UserFactory(company=CompanyFactory(level="L0"), roles=["SA", "BD"]),
    }
    sign_in(client, people[who]())

    assert client.get(address(stage.tender)).status_code == 403
    assert seal(client, stage.tender, TOTAL).status_code == 403
    assert Bid.objects.count() == 0


def test_a_visitor_is_led_to_sign_in(client):
    assert client.get(address(make.published().tender))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("bids", [1, 3])
def test_the_own_list_costs_the_same_for_one_and_for_three(client, bidder, bids, django_assert_num_queries):
    cast = make.Cast()
    for _ in range(bids):
        services.submit_bid(make.published(cast).tender, price_won=Decimal(5_000), key=make.key(), by=bidder)
    client.get(reverse("bidding:bid-list"))

    with django_assert_num_queries(8):  # session, person, roles, clock, notices, other companies, how many, bids
        response = client.get(reverse("bidding:bid-list"))

    assert len(response.context["rows"]) == bids


def test_the_empty_list_leads_to_the_open_tenders(client, bidder):
    assert reverse("bidding:tender-list") in client.get(reverse("bidding:bid-list")).content.decode()


def test_results_are_told_to_every_bidder_with_the_own_bid_marked(client):
    stage = make.awarded()
    lowest, winner = stage.bidders[0], stage.bidders[1]

    sign_in(client, lowest)
    text = client.get(address(stage.tender, "result-detail")).content.decode()
    assert "own bid" in text
    assert "₩10,497,500 below the price floor of ₩78,497,500" in text
    assert "Next:" in text
    assert "Result published" in client.get(reverse("home:dashboard")).content.decode()

    sign_in(client, winner)
    assert "draws up the contract" in client.get(address(stage.tender, "tender-detail")).content.decode()


def test_sealing_is_recorded_on_the_bid_and_not_on_the_tender(client, bidder):
    tender = make.published().tender
    before = AuditEntry.objects.filter(thing_type="bidding.tender").count()

    seal(client, tender, TOTAL)

    assert AuditEntry.objects.filter(thing_type="bidding.tender").count() == before
    assert AuditEntry.objects.filter(thing_type="bidding.bid", what="bidding.bid.submitted").count() == 1
