"""Flags over the procedure: golden cases, properties, and what auditors see of opened tenders and of no others."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import db_now
from portal.people.models import User
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Amendment, SplitFlag, Tender
from purchasing.bidding.queries import procedure_flags as noticed
from purchasing.bidding.rules.procedure_flags import (
    Award,
    late_change_flags,
    price_flags,
    rank_flags,
    same_winner_flags,
    short_period_flags,
    whole_days,
)
from purchasing.bidding.rules.screen_flags import PROCEDURE, Flag, Raised
from purchasing.bidding.rules.screens import needs_auditor
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories

BEARINGS = (LineIn("베어링 6204", Decimal(120), "EA", class_code="31171504"),)
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAYS = st.integers(0, 900)


def kinds(raised: list[Raised]) -> list[Flag]:
    return [each.flag for each in raised]


@pytest.mark.parametrize(
    ("hours", "least", "flags"),
    [
        pytest.param(7 * 24 - 1, 7, [Flag.SHORT_PERIOD], id="under-a-week"),
        pytest.param(7 * 24 + 9, 7, [Flag.SHORT_PERIOD], id="just-the-shortest-notice"),
        pytest.param(8 * 24, 7, [], id="a-day-more"),
        pytest.param(2, 0, [], id="no-shortest-notice"),
    ],
)
def test_a_short_period(hours, least, flags):
    days = whole_days(FIRST, FIRST + timedelta(hours=hours))

    assert kinds(short_period_flags(days, least)) == flags


@given(DAYS, DAYS, st.integers(0, 60))
def test_more_time_never_raises_a_flag(days, more, least):
    if not short_period_flags(days, least):
        assert not short_period_flags(days + more, least)
    if not late_change_flags(days):
        assert not late_change_flags(days + more)


@given(st.integers(1, 10**12), st.integers(0, 10**9), st.integers(1, 10**12))
def test_a_lower_price_never_raises_a_flag_over_prices(price, less, bound):
    price_won, bound_won = Decimal(price), Decimal(bound)

    if not price_flags(price_won, bound_won, bound_won):
        assert not price_flags(max(price_won - less, Decimal(1)), bound_won, bound_won)
    assert price_flags(bound_won, bound_won, bound_won) == []  # exactly at it: not above


@given(st.lists(st.tuples(st.sampled_from("ABC"), DAYS), min_size=1, max_size=12), st.randoms())
def test_who_wins_a_class_depends_not_on_the_order_and_no_year_has_two_of_them(won, rng):
    awards = [Award("311715", bidder, FIRST + timedelta(days=day)) for bidder, day in won]
    shuffled = list(awards)
    rng.shuffle(shuffled)
    last = max(awards, key=lambda award: award.at)

    assert same_winner_flags(last, awards) == same_winner_flags(last, shuffled)
    others = [Award("311715", bidder, last.at) for bidder in "ABC"]
    assert sum(bool(same_winner_flags(each, awards)) for each in others) <= 1


def test_an_award_of_more_than_a_year_ago_or_of_another_class_does_not_count():
    late = [Award("311715", "A", FIRST + timedelta(days=day)) for day in (365, 366, 367)]

    assert same_winner_flags(late[2], [Award("311715", "A", FIRST + timedelta(days=2)), *late[1:]]) == []
    assert same_winner_flags(late[2], [Award("401015", "A", late[0].at), *late[1:]]) == []
    assert kinds(same_winner_flags(late[2], late)) == [Flag.SAME_WINNER]


def test_flags_of_the_procedure_begin_no_case():
    assert not needs_auditor([Raised(flag) for flag in PROCEDURE])
    assert rank_flags(None, 0) == []


@pytest.fixture
def auditor(client):
    client.cookies["django_language"] = "en"
    user = staff("AU")
    sign_in(client, user)
    client.user = user
    return client


def told_of(stage: factories.Stage) -> dict[str, dict[str, str]]:
    opened, _among = noticed.opened_beside(staff("AU"), stage.tender, db_now())
    return {flag["flag"]: flag["figures"] for flag in opened.flags}


def _awarded_to(winner: User, other: User) -> factories.Stage:
    stage = factories.published(lines=BEARINGS)
    for bidder, price_won in ((winner, 80_000_000), (other, 90_000_000)):
        services.submit_bid(stage.tender, price_won=Decimal(price_won), key=factories.key(), by=bidder)
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    services.confirm_few_bids(stage.tender, reason="두 곳만 만드는 품목", by=stage.cast.evaluator)
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    services.propose_award(stage.tender, bid=first, reason="최저 유효 가격", by=stage.cast.officer)
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    factories.pass_standstill(stage.tender)
    stage.tender = services.end_standstill(stage.tender.standstills.get())
    return stage


@pytest.mark.django_db
def test_an_award_above_base_price_and_budget_names_both_amounts():
    prices = (30_975_000, 31_500_000, 31_800_000)
    stage = factories.awarded(prices=prices, base_won=Decimal(30_000_000), budget_won=Decimal(30_600_000))

    found = told_of(stage)

    assert found["above_base"] == {"price_won": "30975000", "base_won": "30000000", "pct": "103.3"}
    assert found["above_budget"]["pct"] == "101.2"
    assert "not_first" not in found


@pytest.mark.django_db
def test_a_winner_who_is_not_the_first_in_rank():
    stage = factories.evaluated()
    second = stage.tender.rulings.select_related("bid").get(rank=2).bid
    reason = factories.OUT_OF_ORDER
    services.propose_award(stage.tender, bid=second, reason=reason, out_of_order=True, by=stage.cast.officer)
    for approver in (stage.cast.approver, stage.cast.second_approver):
        services.approve_award(stage.tender.decisions.get(), by=approver)
    factories.pass_standstill(stage.tender)
    stage.tender = services.end_standstill(stage.tender.standstills.get())

    assert told_of(stage)["not_first"] == {"rank": "2", "of": "4"}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "days"), [(0.5, "7"), (11, "6")])
def test_a_notice_that_the_portal_published_on_its_day_stood_from_then_on(minutes, days):
    stage = factories.opened()
    factories.let_it_have_stood(stage.tender, timedelta(days=7), published_late=timedelta(minutes=minutes))

    assert told_of(stage)["short_period"] == {"days": days, "least": "7"}


@pytest.mark.django_db
def test_a_change_just_before_the_deadline():
    stage = factories.opened()
    closed = stage.tender.closes_at
    Amendment.objects.create(
        tender=stage.tender,
        version=2,
        reason="규격 정정",
        changes={},
        closed_at_before=closed,
        closes_at=closed,
        asked_by=stage.cast.officer,
        decided_by=stage.cast.approver,
        decided_at=closed - timedelta(days=1, hours=3),
        approved=True,
    )

    assert told_of(stage)["late_change"] == {"days": "1", "under": "3"}


@pytest.mark.django_db
def test_two_extensions_within_a_day(auditor):
    cast = factories.Cast()
    stage, calm = factories.published(cast), factories.published(cast)
    for later in (1, 2):
        for tender in (stage.tender, calm.tender):
            if tender == calm.tender and later == 2:
                continue
            extension = services.request_extension(
                tender, closes_at=tender.closes_at + timedelta(days=later), reason="질의가 많음", by=cast.officer
            )
            services.approve_extension(extension, by=cast.approver)
            tender.refresh_from_db()
    for each in (stage, calm):
        for price in (80_000_000, 90_000_000, 91_000_000):
            services.submit_bid(each.tender, price_won=Decimal(price), key=factories.key(), by=supplier())
        factories.pass_deadline(each.tender)
        each.tender = services.close_tender(each.tender)
        factories.open_bids(each)

    assert told_of(stage)["extended_again"] == {"hours": "0", "within": "24", "times": "2"}
    assert "extended_again" not in told_of(calm)
    page = auditor.get(f"/tenders/{stage.tender.number}/screens/").text
    assert "2 extensions came into force, the closest two 0 whole hours apart" in page


@pytest.mark.django_db
def test_the_third_award_of_a_class_to_one_company_is_told_and_opened_purchases_that_may_be_split():
    winner, other = supplier(), supplier()
    stages = [_awarded_to(winner, other) for _ in range(3)]
    SplitFlag.objects.create(
        tender=stages[2].tender,
        department="설비부",
        class_code="311715",
        own_won=Decimal(40_000_000),
        sum_won=Decimal(77_000_000),
        threshold_won=Decimal(50_000_000),
        others=["TND-2026-000001"],
        answer="",
    )

    assert "same_winner" not in told_of(stages[1])
    found = told_of(stages[2])
    assert found["same_winner"] == {"wins": "3", "awards": "3", "class_code": "311715"}
    assert (found["split"]["own_won"], found["split"]["others"]) == ("40000000", "1")
    assert "77000000" not in str(found["split"])  # the other purchase may still be sealed


@pytest.mark.django_db
@pytest.mark.parametrize("tenders", [1, 3])
def test_awards_cost_the_same_number_of_queries_for_one_and_for_three(tenders, django_assert_num_queries):
    user = staff("AU")
    for _ in range(tenders):
        factories.awarded(lines=BEARINGS)

    with django_assert_num_queries(9):  # reader, roles, tenders, classes, changes, extensions, split, runs, contracts
        assert len(noticed.opened_between(user, None, db_now())) == tenders


@pytest.mark.django_db
def test_nothing_of_a_tender_that_is_still_sealed_is_shown(auditor):
    sealed = factories.closed()
    opened = factories.opened()

    body = auditor.get("/tenders/screens/", {"period": "all"}).content.decode()

    assert opened.tender.number in body
    assert sealed.tender.number not in body
    assert auditor.get(f"/tenders/{sealed.tender.number}/screens/").status_code == 404
    assert noticed.opened_between(staff("PO"), None, db_now()) == []


@pytest.mark.django_db
def test_each_flag_stands_beside_its_rule_and_how_often_it_is_raised(auditor):
    factories.awarded(prices=(103_250_000, 105_000_000, 106_000_000))
    stage = factories.awarded()

    answer = auditor.get("/tenders/screens/", {"flag": "above_base", "period": "year"})

    flags = {flag["title"]: flag for flag in answer.context["flags"]}
    above, short = flags["Award above the base price"], flags["A short bidding period"]
    assert (above["times"], above["of"], above["median"]) == (1, 2, "median award: 90.9% of the base price")
    assert (short["red_flag"], short["times"], short["of"]) == ("R003", 2, 2)
    assert flags["The same winner again and again"]["of"] == 2
    assert next(iter(flags)) == "A short bidding period"  # what is raised most often stands first
    assert [row["tender"].number == stage.tender.number for row in answer.context["rows"]] == [False]
    assert "Awarded at ₩103,250,000: 103.3% of the base price of ₩100,000,000." in answer.content.decode()
    detail = auditor.get(f"/tenders/{stage.tender.number}/screens/").content.decode()
    assert "Raised in 2 of 2 tenders of the twelve months up to this one" in detail
    assert "R003" in detail


@pytest.mark.django_db
def test_a_tender_opened_earlier_is_found_in_its_period_alone(auditor):
    stage = factories.opened()
    Tender.objects.filter(pk=stage.tender.pk).update(opened_at=db_now() - timedelta(days=400))

    assert len(auditor.get("/tenders/screens/").context["rows"]) == 0
    assert "A tender stands here once its bids are opened." in auditor.get("/tenders/screens/").content.decode()
    assert len(auditor.get("/tenders/screens/", {"period": "all"}).context["rows"]) == 1
