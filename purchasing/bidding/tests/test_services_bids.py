"""Bids: the price that counts, versions, keys, the seal."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid
from purchasing.bidding.services.receiving import open_commitment, whole_fingerprint
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def send(stage, bidder, price=None, **more):
    price_won = None if price is None else Decimal(price)
    return services.submit_bid(
        stage.tender, price_won=price_won, key=more.pop("key", factories.key()), by=bidder, **more
    )


def test_a_bid_is_received_with_its_time_its_version_and_its_fingerprint():
    stage, bidder = factories.published(), supplier()

    bid = send(stage, bidder, 90_000_000, note="현장 설치 포함", lead_days=30)

    stored = Bid.objects.get()
    assert (stored.price_won, stored.seq, stored.company, stored.submitted_by) == (
        90_000_000,
        1,
        bidder.company,
        bidder,
    )
    assert stage.tender.published_at < stored.received_at == bid.received_at
    assert (
        stored.commitment
        == bid.commitment
        == whole_fingerprint(
            stage.tender,
            bidder.company.number,
            1,
            {"price": {"commitment": open_commitment(stage.tender, stored.documents["price"], 1)}},
            "bid",
        )
    )
    entry = AuditEntry.objects.get(what="bidding.bid.submitted")
    assert (entry.thing_type, entry.thing_id, entry.by) == ("bidding.bid", str(bid.pk), bidder)
    assert bid.commitment in entry.payload
    assert "90000000" not in entry.payload


def test_the_last_version_counts_and_a_withdrawal_is_a_version_too():
    stage, bidder = factories.published(), supplier()

    send(stage, bidder, 90)
    send(stage, bidder, 80)
    assert queries.own_bid(bidder, stage.tender).price_won == 80
    services.withdraw_bid(stage.tender, key=factories.key(), by=bidder)
    assert queries.own_bid(bidder, stage.tender) is None
    with pytest.raises(WrongState, match="no bid in this tender"):
        services.withdraw_bid(stage.tender, key=factories.key(), by=bidder)
    send(stage, bidder, 85)

    assert list(Bid.objects.order_by("seq").values_list("seq", "kind", "price_won")) == [
        (1, "bid", 90),
        (2, "bid", 80),
        (3, "withdrawal", None),
        (4, "bid", 85),
    ]
    assert list(queries.current_bids(stage.tender).values_list("price_won", flat=True)) == [85]


def test_a_cancelled_tender_takes_no_bid_no_other_price_and_no_withdrawal():
    stage, bidder = factories.published(), supplier()
    sent = factories.key()
    send(stage, bidder, 90_000_000, key=sent)
    services.cancel_tender(stage.tender, reason="계획 변경", by=stage.cast.approver)

    with pytest.raises(WrongState, match="takes no bids now"):
        send(stage, supplier(), 80_000_000)
    with pytest.raises(WrongState, match="takes no bids now"):
        send(stage, bidder, 85_000_000)
    with pytest.raises(WrongState, match="takes no bids now"):
        services.withdraw_bid(stage.tender, key=factories.key(), by=bidder)

    assert Bid.objects.get() == send(stage, bidder, 90_000_000, key=sent)  # the same sending, answered again
    with pytest.raises(DatabaseError), transaction.atomic():
        Bid.objects.filter(pk=Bid.objects.get().pk).update(price_won=1)


def test_the_same_key_returns_the_same_bid_also_after_the_deadline():
    stage, bidder = factories.published(), supplier()
    first = send(stage, bidder, 90, key="k")

    assert send(stage, bidder, 90, key="k") == first
    with pytest.raises(WrongState, match="already used for another bid"):
        send(stage, bidder, 91, key="k")
    factories.pass_deadline(stage.tender)
    assert send(stage, bidder, 90, key="k") == first
    assert Bid.objects.count() == 1


def test_after_the_deadline_and_before_the_opening_date_no_bid_is_taken():
    stage, bidder = factories.published(), supplier()
    send(stage, bidder, 90)
    factories.pass_deadline(stage.tender)

    with pytest.raises(WrongState, match="takes no bids now"):
        send(stage, bidder, 80)
    with pytest.raises(WrongState, match="takes no bids now"):
        services.withdraw_bid(stage.tender, key=factories.key(), by=bidder)
    assert queries.current_bids(stage.tender).get().price_won == 90


def test_a_draft_takes_no_bids_whatever_its_dates_say():
    stage = factories.in_review()
    with pytest.raises(WrongState, match="takes no bids now"):
        send(stage, supplier(), 90)


def test_bids_never_change():
    factories.published(prices=[90])
    for act in (lambda: Bid.objects.update(price_won=1), lambda: Bid.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (None, "Give your price"),
        ("0", "above zero"),
        ("-5", "above zero"),
        ("1.5", "whole won"),
        ("NaN", "whole won"),
        ("Infinity", "whole won"),
        ("1E+15", "at most"),
    ],
)
def test_a_price_is_whole_won_above_zero(price, told):
    stage = factories.published()
    with pytest.raises(RuleBroken, match=told) as refusal:
        send(stage, supplier(), price)
    assert refusal.value.field == "price_won"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"lead_days": 0}, "lead_days"), ({"lead_days": 40_000}, "lead_days"), ({"note": "가" * 2001}, "note")],
)
def test_what_does_not_fit_is_told_beside_its_field(given, field):
    stage = factories.published()
    with pytest.raises(RuleBroken) as refusal:
        send(stage, supplier(), 90, **given)
    assert refusal.value.field == field


def test_a_price_with_vat_is_shown_net_and_must_be_confirmed():
    stage, bidder = factories.published(), supplier()

    with pytest.raises(RuleBroken, match="₩90,909,091") as refusal:
        send(stage, bidder, 100_000_001, vat_included=True)
    assert refusal.value.field == "confirmed_net_won"
    bid = send(stage, bidder, 100_000_001, vat_included=True, confirmed_net_won=Decimal(90_909_091))
    assert bid.price_won == 90_909_091


def test_unit_prices_make_the_price_and_win_over_a_stated_total():
    stage, bidder = factories.published(by_unit_price=True), supplier()

    bid = send(stage, bidder, 1_000, unit_prices={1: Decimal(100), 2: Decimal(333)})

    assert bid.price_won == 12_833  # 120 · 100 + half up (2.5 · 333)
    assert bid.stated_total_won == 1_000
    assert bid.lines == [
        {"no": "1", "qty": "120", "unit_price_won": "100", "amount_won": "12000"},
        {"no": "2", "qty": "2.5", "unit_price_won": "333", "amount_won": "833"},
    ]
    with pytest.raises(RuleBroken, match="unit price for line 2") as refusal:
        send(stage, bidder, unit_prices={1: Decimal(100)})
    assert refusal.value.field == "unit_price_2"
    with pytest.raises(RuleBroken, match="no line 7"):
        send(stage, bidder, unit_prices={1: Decimal(1), 2: Decimal(1), 7: Decimal(1)})


def test_who_may_not_bid():
    stage = factories.published()
    viewer = supplier("SU")
    low = supplier(company=CompanyFactory(level="L0"))
    resting = supplier(company=CompanyFactory(state="suspended"))
    closed = supplier(company=CompanyFactory(tax_status="CLOSED"))
    told = {}
    for name, user in {
        "officer": stage.cast.officer,
        "viewer": viewer,
        "low": low,
        "resting": resting,
        "closed": closed,
        "nobody": UserFactory(),
    }.items():
        with pytest.raises(NotAllowed) as refusal:
            send(stage, user, 90)
        told[name] = str(refusal.value)

    assert told == {
        "officer": "Only a supplier's staff may bid.",
        "nobody": "Only a supplier's staff may bid.",
        "viewer": "Only your company's administrator or bidder may bid: ask your administrator for the role.",
        "low": f"This tender is open to companies from level L1 on; {low.company.name} has level L0.",
        "resting": f"{resting.company.name} is not an active supplier.",
        "closed": f"The tax office reports {closed.company.name} as closed or suspended.",
    }
    assert Bid.objects.count() == 0


@pytest.mark.parametrize(
    ("fact", "value", "allowed"),
    [
        ("sanction", "collusion", False),
        ("sanction", "none", True),
        ("esg.limitation", "2", False),
        ("esg.limitation", "1", True),
        ("esg.limitation", "²", False),  # no level at all: out, and no crash
        ("esg.limitation", "high", False),
    ],
)
def test_standing_facts_keep_a_company_out(fact, value, allowed):
    stage, bidder = factories.published(), supplier()
    record_standing(bidder.company, fact, value, valid_from=today(), source="test")

    if allowed:
        assert send(stage, bidder, 90).seq == 1
    else:
        with pytest.raises(NotAllowed):
            send(stage, bidder, 90)


def test_before_the_opening_nobody_but_the_bidder_sees_a_bid_and_nobody_how_many():
    stage = factories.published(prices=[90_000_001, 91_000_001])
    bidder, rival = stage.bidders
    colleague = supplier("SF", company=bidder.company)
    cast = stage.cast
    auditors = [staff("AU"), staff("AD"), staff("CP"), *cast.openers]
    others = [cast.officer, cast.estimator, cast.approver, cast.evaluator, colleague, supplier(), *auditors]

    def seen() -> list[tuple[int, int | None]]:
        return [
            (queries.bids_visible_to(user, stage.tender).count(), queries.bid_count_visible_to(user, stage.tender))
            for user in others
        ]

    assert [bid.price_won for bid in queries.bids_visible_to(bidder, stage.tender)] == [90_000_001]
    assert [bid.price_won for bid in queries.bids_visible_to(rival, stage.tender)] == [91_000_001]
    assert queries.bid_count_visible_to(bidder, stage.tender) is None
    assert seen() == [(0, None)] * len(others)
    assert not AuditEntry.objects.filter(thing_type="bidding.tender", what__contains="bid_").exists()

    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    assert {count for count, _number in seen()} == {0}
    assert queries.bid_count_visible_to(cast.officer, stage.tender) == 2
    assert queries.bid_count_visible_to(bidder, stage.tender) == 2
    assert queries.bid_count_visible_to(supplier(), stage.tender) is None
    assert queries.evaluation_of(cast.officer, stage.tender) is None
    assert queries.result_for(bidder, stage.tender) is None


def test_the_price_is_in_no_text_that_may_land_in_a_log():
    bid = send(factories.published(), supplier(), 90_000_001)
    assert "90000001" not in f"{bid} {bid!r} {bid.receipt}"


def test_too_few_bids_at_the_deadline_let_the_tender_fail_unread():
    stage = factories.closed(prices=[90])

    assert (stage.tender.state, stage.tender.failure, stage.tender.bid_count) == ("failed", "too_few", 1)
    assert stage.tender.opened_at is None
    assert queries.bids_visible_to(stage.cast.officer, stage.tender).count() == 0
    assert queries.why_failed(stage.tender) == "Fewer valid bids than the 2 that the notice asked for."


def test_the_sweep_closes_what_is_due_and_nothing_else():
    due, running = factories.published(prices=[90, 91]), factories.published()
    factories.pass_deadline(due.tender)

    assert services.close_due_tenders() == 1
    assert services.close_due_tenders() == 0
    due.tender.refresh_from_db()
    running.tender.refresh_from_db()
    assert (due.tender.state, due.tender.bid_count) == ("closed", 2)
    assert running.tender.state == "published"
    with pytest.raises(WrongState, match="has not passed"):
        services.close_tender(running.tender)


def test_the_database_refuses_a_bid_that_goes_around_the_service():
    stage = factories.closed(prices=[90, 91])
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.create(
            tender=stage.tender,
            company=CompanyFactory(),
            price_won=1,
            key="k",
            nonce="n",
            commitment="c",
            submitted_by=stage.bidders[0],
        )
