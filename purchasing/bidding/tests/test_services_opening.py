"""Services of the opening and the evaluation: two people, the minutes, what does not count, the calculation."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from portal.audit.services import canonical
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import User
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.bidding import queries, rules, services
from purchasing.bidding.models import BasePrice, LimitCalc, OpeningSession, Ruling
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.tco_stage import certify
from purchasing.bidding.tests.told import news, now_state, states, with_role

pytestmark = pytest.mark.django_db


def test_the_calculation_is_stored_as_it_was_done():
    stage = factories.evaluated()
    calc = LimitCalc.objects.get()

    assert (calc.base_won, calc.pool_count, calc.pool_sum_won) == (100_000_000, 5, 423_500_000)
    assert (calc.mean_won, calc.average_won, calc.limit_won) == (84_700_000, 92_350_000, 78_497_500)
    assert calc.limit_numerator / calc.limit_denominator == 78_497_500
    assert (calc.engine, calc.failure, calc.doubt) == (rules.ENGINE, "", "")
    assert [(each["outcome"], each["rank"]) for each in calc.rulings][-1] == ("excluded_low", None)
    assert sha256(canonical(services.calc_document(calc)).encode()).hexdigest() == calc.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        LimitCalc.objects.update(limit_won=1)
    with pytest.raises(WrongState):
        services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)


def test_the_minutes_hold_every_bid_and_let_the_base_price_be_checked():
    stage = factories.opened()
    session = OpeningSession.objects.get()
    minutes = json.loads(session.minutes)

    assert sha256(session.minutes.encode()).hexdigest() == session.minutes_sha256
    assert {bid["receipt"] for bid in minutes["bids"]} == {bid.receipt for bid in stage.bids()}
    assert minutes["base_price"]["amount_won"] == "100000000"
    price = BasePrice.objects.get()
    assert minutes["base_price"]["commitment"] == price.commitment
    assert price.revealed_at == stage.tender.opened_at


def test_opening_takes_two_declared_members_of_different_departments():
    stage = factories.closed()
    first, second = stage.cast.openers
    third = staff("OC")

    with pytest.raises(NotAllowed, match="Declare first"):
        services.confirm_opening(stage.tender, by=first)
    with pytest.raises(NotAllowed, match="not in this tender's opening committee"):
        services.declare_no_conflict(stage.tender, by=third)
    for member in (first, second):
        services.declare_no_conflict(stage.tender, by=member)
    assert services.confirm_opening(stage.tender, by=first).second_by is None
    assert now_state(stage) == "closed"
    with pytest.raises(RuleBroken, match="A second member"):
        services.confirm_opening(stage.tender, by=first)
    for department in (first.membership.department, ""):  # an unknown one counts as the same
        second.membership.department = department
        second.membership.save()
        with pytest.raises(RuleBroken, match="different departments"):
            services.confirm_opening(stage.tender, by=User.objects.get(pk=second.pk))
    assert Ruling.objects.count() == 0
    second.membership.department = "다른 부서"
    second.membership.save()
    assert services.confirm_opening(stage.tender, by=User.objects.get(pk=second.pk)).second_by == second
    assert now_state(stage) == "opened"
    with pytest.raises(WrongState, match="opened once"):
        services.confirm_opening(stage.tender, by=first)


def test_a_first_confirmation_lapses_after_half_an_hour():
    stage = factories.closed()
    first, second = stage.cast.openers
    for member in (first, second):
        services.declare_no_conflict(stage.tender, by=member)
    session = services.confirm_opening(stage.tender, by=first)
    OpeningSession.objects.update(first_at=session.first_at - timedelta(minutes=31))

    assert services.confirm_opening(stage.tender, by=second).second_by is None
    assert OpeningSession.objects.get().first_by == second
    assert services.confirm_opening(stage.tender, by=first).second_by == first
    assert now_state(stage) == "opened"


@pytest.mark.parametrize("what", ["account closed", "membership ended", "role taken"])
def test_a_first_confirmation_of_who_may_no_longer_open_does_not_count(what):
    stage = factories.closed()
    first, second = stage.cast.openers
    for member in (first, second):
        services.declare_no_conflict(stage.tender, by=member)
    services.confirm_opening(stage.tender, by=first)
    match what:
        case "account closed":
            User.objects.filter(pk=first.pk).update(is_active=False)
        case "membership ended":
            first.memberships.update(state="disabled")
        case _:
            first.membership.roles.clear()

    session = services.confirm_opening(stage.tender, by=second)

    assert (session.first_by, session.second_by, now_state(stage)) == (second, None, "closed")


def test_nothing_is_opened_before_the_deadline_and_a_due_tender_is_closed_on_the_way():
    stage = factories.published(prices=[90_000_000, 91_000_000, 92_000_000])
    first, second = stage.cast.openers
    for member in (first, second):
        services.declare_no_conflict(stage.tender, by=member)
    with pytest.raises(WrongState, match="after the deadline"):
        services.confirm_opening(stage.tender, by=first)
    factories.pass_deadline(stage.tender)
    services.confirm_opening(stage.tender, by=first)
    assert now_state(stage) == "closed"


def test_a_base_price_that_was_tampered_with_stops_the_opening():
    stage = factories.closed()
    BasePrice.objects.filter(tender=stage.tender).update(revealed_at=None)
    for member in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=member)
    services.confirm_opening(stage.tender, by=stage.cast.openers[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        BasePrice.objects.update(amount_won=1)
    _as_owner("bidding_keep_base_price", "UPDATE bidding_baseprice SET amount_won = 1")

    with pytest.raises(RuleBroken, match="does not match its published fingerprint"):
        services.confirm_opening(stage.tender, by=stage.cast.openers[1])
    assert now_state(stage) == "closed"
    assert Ruling.objects.count() == 0


def _as_owner(function: str, statement: str) -> None:
    """What only somebody with the owner's rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
        kept = cursor.fetchone()[0]
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
        cursor.execute(statement)
        cursor.execute(kept)


def test_related_companies_and_sanctioned_ones_do_not_count():
    stage = factories.published(prices=[80_000_000, 90_000_000, 91_000_000, 92_000_000])
    parent = stage.bidders[0].company
    daughter = supplier(company=CompanyFactory(parent=parent))
    services.submit_bid(stage.tender, price_won=Decimal(95_000_000), key="d", by=daughter)
    record_standing(stage.bidders[3].company, "sanction", "collusion", valid_from=today(), source="test")
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    for member in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=member)
    for member in stage.cast.openers:
        services.confirm_opening(stage.tender, by=member)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    assert states(stage) == [
        (80_000_000, "non_responsive", None),
        (90_000_000, "in_range", 1),
        (91_000_000, "in_range", 2),
        (92_000_000, "non_responsive", None),
        (95_000_000, "non_responsive", None),
    ]
    causes = dict(Ruling.objects.exclude(cause="").values_list("bid__price_won", "cause"))
    assert (causes[80_000_000], causes[95_000_000], causes[92_000_000]) == ("related", "related", "sanctioned")
    assert LimitCalc.objects.get().pool_count == 2
    related = Ruling.objects.get(bid__company=daughter.company)
    assert f"({parent.legal_name_en})" in queries.why(related)
    with translation.override("ko"):
        assert parent.legal_name_ko in queries.why(related)


def test_the_preference_for_ties_is_that_of_the_day_of_the_deadline():
    stage = factories.closed(prices=[90_000_000, 90_000_000, 90_000_000])
    over, begun, holding = stage.bidders
    _as_owner(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET opens_at = opens_at - interval '9 days', closes_at = closes_at - interval '3 days'",
    )
    certify(over, valid_to=today() - timedelta(days=3))  # it ran out on the day of the deadline, before the opening
    later = certify(begun)
    later.valid_from = today() - timedelta(days=2)
    later.save(update_fields=["valid_from"])
    certify(holding)
    record_standing(over.company, "esg.score", "71", valid_from=today() - timedelta(days=30), source="test")
    record_standing(over.company, "esg.score", "12", valid_from=today() - timedelta(days=1), source="test")

    factories.open_bids(stage)

    found = {ruling.bid.company_id: (ruling.preferred, ruling.esg_score) for ruling in stage.tender.rulings.all()}
    assert found == {
        over.company_id: (True, Decimal(71)),
        begun.company_id: (False, None),
        holding.company_id: (True, None),
    }


def test_an_evaluator_rules_out_before_the_calculation_and_says_why():
    stage = factories.opened()
    ruling = Ruling.objects.select_related("tender").get(bid__price_won=78_500_000)

    with pytest.raises(RuleBroken) as refusal:
        services.rule_out_bid(ruling, remark=" ", by=stage.cast.evaluator)
    assert refusal.value.field == "remark"
    services.rule_out_bid(ruling, remark="인증서 없음", by=stage.cast.evaluator)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    assert queries.why(Ruling.objects.get(pk=ruling.pk)) == "Not responsive: 인증서 없음"
    assert LimitCalc.objects.get().pool_count == 4
    with pytest.raises(WrongState):
        services.rule_out_bid(Ruling.objects.select_related("tender").last(), remark="x", by=stage.cast.evaluator)


def test_when_every_bid_is_below_the_limit_the_tender_fails():
    stage = factories.evaluated(prices=[50_000_000, 52_000_000, 54_000_000])

    assert (stage.tender.state, stage.tender.failure) == ("failed", "all_below")
    assert {state for _price, state, _rank in states(stage)} == {"excluded_low"}
    assert queries.why_failed(stage.tender) == "Every bid was below the price floor (rule LPL-05)."
    assert news()[-2:] == ["bidding.tender_evaluated", "bidding.tender_failed"]


def test_a_single_bid_where_the_notice_allows_it():
    stage = factories.evaluated(prices=[85_000_000], single_bid_allowed=True)
    calc = LimitCalc.objects.get()

    assert (calc.doubt, calc.limit_won, states(stage)) == ("", None, [(85_000_000, "in_range", 1)])


def test_a_single_low_bid_is_explained_before_there_is_a_result():
    stage = factories.evaluated(prices=[84_000_000], single_bid_allowed=True)

    assert (now_state(stage), LimitCalc.objects.count()) == ("explanation", 0)
    assert [trigger["name"] for trigger in stage.tender.explanations.get().triggers] == ["below_single"]


@pytest.mark.parametrize(
    ("who", "told"),
    [("estimator", "SOD-03"), ("approver", "SOD-05"), ("officer", "Only an evaluator"), ("admin", "Only an evaluator")],
)
def test_who_may_not_evaluate(who, told):
    stage = factories.opened()
    person = {
        "estimator": lambda: with_role(stage.cast.estimator, "EV"),
        "approver": lambda: with_role(stage.cast.approver, "EV"),
        "officer": lambda: stage.cast.officer,
        "admin": lambda: staff("AD"),
    }[who]()
    with pytest.raises(NotAllowed, match=told):
        services.evaluate_tender(stage.tender, no_conflict=True, by=person)
    assert LimitCalc.objects.count() == 0


def test_an_evaluator_declares_first():
    stage = factories.opened()
    with pytest.raises(RuleBroken) as refusal:
        services.evaluate_tender(stage.tender, no_conflict=False, by=stage.cast.evaluator)
    assert refusal.value.field == "no_conflict"
