"""Services from the opening to the award: rows, audit and news by equality; who may not, and why."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.audit.services import canonical
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import User
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.bidding import queries, rules, services
from purchasing.bidding.models import AwardDecision, BasePrice, LimitCalc, OpeningSession, Ruling, Tender
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def states(stage) -> list[tuple[int, str, int | None]]:
    rulings = stage.tender.rulings.select_related("bid").order_by("bid__price_won", "bid")
    return [(int(each.bid.price_won), each.state, each.rank) for each in rulings]


def entries(thing) -> list[tuple[str, str, str, str]]:
    found = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [(entry.what, entry.before, entry.after, entry.by.name if entry.by else "") for entry in found]


def news() -> list[str]:
    return [name for name in Event.objects.order_by("pk").values_list("name", flat=True) if name.startswith("bidding.")]


def now_state(stage) -> str:
    return Tender.objects.get(pk=stage.tender.pk).state


def bid_of_rank(stage, rank: int):
    return stage.tender.rulings.select_related("bid").get(rank=rank).bid


def with_role(user: User, code: str) -> User:
    user.membership.roles.add(code)
    return User.objects.get(pk=user.pk)


def test_the_whole_way_from_draft_to_award_leaves_its_trace():
    stage = factories.awarded()
    tender, cast = stage.tender, stage.cast

    assert tender.state == "awarded"
    assert tender.winner.price_won == Decimal(78_500_000)
    assert states(stage) == [
        (68_000_000, "excluded_low", None),
        (78_500_000, "awarded", 1),
        (88_000_000, "reserve", 2),
        (92_000_000, "lost", 3),
        (97_000_000, "lost", 4),
    ]
    assert entries(tender) == [
        ("bidding.tender.drafted", "", "", cast.officer.name),
        ("bidding.tender.base_price_sealed", "", "", cast.estimator.name),
        ("bidding.tender.request", "draft", "review", cast.officer.name),
        ("bidding.tender.publish", "review", "published", cast.approver.name),
        ("bidding.tender.close", "published", "closed", ""),
        ("bidding.tender.no_conflict_declared", "", "", cast.openers[0].name),
        ("bidding.tender.no_conflict_declared", "", "", cast.openers[1].name),
        ("bidding.tender.opening_confirmed", "", "", cast.openers[0].name),
        ("bidding.tender.open", "closed", "opened", cast.openers[1].name),
        ("bidding.tender.evaluate", "opened", "evaluated", cast.evaluator.name),
        ("bidding.tender.propose_award", "evaluated", "award_proposed", cast.officer.name),
        ("bidding.tender.award", "award_proposed", "awarded", cast.second_approver.name),
    ]
    assert entries(tender.winner.ruling) == [
        ("bidding.ruling.admit", "opened", "in_range", ""),
        ("bidding.ruling.award", "in_range", "awarded", cast.second_approver.name),
    ]
    assert news() == [
        "bidding.base_price_sealed",
        "bidding.publication_requested",
        "bidding.tender_published",
        *["bidding.bid_submitted"] * 5,
        "bidding.tender_closed",
        "bidding.opening_confirmed",
        "bidding.tender_opened",
        "bidding.tender_evaluated",
        "bidding.award_proposed",
        "bidding.tender_awarded",
    ]
    told = Event.objects.get(name="bidding.tender_awarded").payload
    assert told == {"tender": tender.pk, "bid": tender.winner_id}


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
    second.membership.department = first.membership.department
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
    _as_owner("bidding_keep_parts", "UPDATE bidding_baseprice SET amount_won = 1")

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


def test_a_result_of_two_bids_needs_an_evaluators_confirmation():
    stage = factories.evaluated(prices=[80_000_000, 90_000_000])
    cast, bid = stage.cast, bid_of_rank(stage, 1)

    with pytest.raises(RuleBroken, match="LPL-04"):
        services.propose_award(stage.tender, bid=bid, reason="최저", by=cast.officer)
    with pytest.raises(NotAllowed):
        services.confirm_few_bids(stage.tender, reason="충분", by=cast.officer)
    services.confirm_few_bids(stage.tender, reason="시장 가격과 맞음", by=cast.evaluator)
    with pytest.raises(WrongState, match="nothing to confirm"):
        services.confirm_few_bids(stage.tender, reason="또", by=cast.evaluator)
    decision = services.propose_award(stage.tender, bid=bid, reason="최저", by=cast.officer)
    assert decision.price_won == 80_000_000


def test_a_single_bid_where_the_notice_allows_it():
    stage = factories.evaluated(prices=[84_000_000], single_bid_allowed=True)
    calc = LimitCalc.objects.get()

    assert (calc.doubt, calc.limit_won, states(stage)) == ("single_low", None, [(84_000_000, "in_range", 1)])


def test_an_award_is_made_at_the_price_of_the_bid():
    stage = factories.evaluated()
    bid = bid_of_rank(stage, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardDecision.objects.create(
            tender=stage.tender, bid=bid, price_won=bid.price_won - 1, reason="깎음", proposed_by=stage.cast.officer
        )


def test_only_a_valid_bid_is_proposed_and_the_first_unless_out_of_order():
    stage = factories.evaluated()
    low = stage.bids()[0]
    propose = {"reason": "이유", "by": stage.cast.officer}

    with pytest.raises(RuleBroken, match="Only a valid bid"):
        services.propose_award(stage.tender, bid=low, out_of_order=True, **propose)
    with pytest.raises(RuleBroken, match="not the first in rank"):
        services.propose_award(stage.tender, bid=bid_of_rank(stage, 2), **propose)
    with pytest.raises(RuleBroken, match="nothing is out of order"):
        services.propose_award(stage.tender, bid=bid_of_rank(stage, 1), out_of_order=True, **propose)
    with pytest.raises(RuleBroken) as refusal:
        services.propose_award(stage.tender, bid=bid_of_rank(stage, 1), reason="", by=stage.cast.officer)
    assert refusal.value.field == "reason"
    assert AwardDecision.objects.count() == 0


def test_an_award_out_of_order_takes_two_approvers():
    stage = factories.evaluated()
    cast = stage.cast
    second = bid_of_rank(stage, 2)
    decision = services.propose_award(
        stage.tender, bid=second, reason="1순위 계약 포기", by=cast.officer, out_of_order=True
    )

    decision = services.approve_award(decision, by=cast.second_approver)
    assert (decision.approved_at, now_state(stage)) == (None, "award_proposed")
    with pytest.raises(NotAllowed, match="second approver"):
        services.approve_award(decision, by=cast.second_approver)
    decision = services.approve_award(decision, by=staff("AP"))
    assert decision.approved_at is not None
    assert Tender.objects.get().winner == second


def test_a_returned_award_goes_back_and_another_follows():
    stage = factories.proposed()
    decision = AwardDecision.objects.get()

    services.return_award(decision, reason="사유 보완", by=stage.cast.second_approver)
    assert now_state(stage) == "evaluated"
    with pytest.raises(WrongState):
        services.approve_award(AwardDecision.objects.get(), by=stage.cast.second_approver)
    services.propose_award(stage.tender, bid=bid_of_rank(stage, 1), reason="보완", by=stage.cast.evaluator)
    assert AwardDecision.objects.filter(returned_at=None).count() == 1


def test_the_winner_is_looked_at_again_at_the_award():
    stage = factories.proposed()
    winner = AwardDecision.objects.get().bid.company
    record_standing(winner, "sanction", "collusion", valid_from=today(), source="test")

    with pytest.raises(NotAllowed, match="excluded from tenders"):
        services.approve_award(AwardDecision.objects.get(), by=stage.cast.second_approver)
    assert now_state(stage) == "award_proposed"


def test_an_approver_keeps_within_the_own_amount():
    factories.proposed()
    small = staff("AP")
    small.membership.approval_limit_won = Decimal(50_000_000)
    small.membership.save()

    with pytest.raises(NotAllowed, match="₩78,500,000 is above your limit of ₩50,000,000"):
        services.approve_award(AwardDecision.objects.get(), by=User.objects.get(pk=small.pk))


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("officer", "SOD-01"),
        ("estimator", "SOD-03"),
        ("evaluator", "SOD-05"),
        ("admin", "Only an approver"),
        ("supplier", "Only an approver"),
        ("program", "A program may not decide"),
    ],
)
def test_who_may_not_approve_an_award(who, told):
    stage = factories.evaluated()
    cast = stage.cast
    services.propose_award(stage.tender, bid=bid_of_rank(stage, 1), reason="최저", by=cast.officer)
    AwardDecision.objects.update(proposed_by=cast.approver)  # so that only the role under test stands in the way
    person = {
        "officer": lambda: with_role(cast.officer, "AP"),
        "estimator": lambda: with_role(cast.estimator, "AP"),
        "evaluator": lambda: with_role(cast.evaluator, "AP"),
        "admin": lambda: staff("AD"),
        "supplier": lambda: stage.bidders[0],
        "program": lambda: staff("AP", is_service=True),
    }[who]()

    with pytest.raises(NotAllowed, match=told):
        services.approve_award(AwardDecision.objects.get(), by=person)
    with pytest.raises(NotAllowed):
        services.return_award(AwardDecision.objects.get(), reason="x", by=person)


def test_who_proposed_an_award_does_not_approve_it():
    stage = factories.proposed()
    AwardDecision.objects.update(proposed_by=stage.cast.second_approver)
    with pytest.raises(NotAllowed, match="Who proposed the award"):
        services.approve_award(AwardDecision.objects.get(), by=stage.cast.second_approver)


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


def test_failing_and_cancelling_take_an_approver_and_a_reason():
    stage = factories.closed()
    with pytest.raises(NotAllowed):
        services.fail_tender(stage.tender, reason="x", by=stage.cast.officer)
    with pytest.raises(RuleBroken):
        services.fail_tender(stage.tender, reason=" ", by=stage.cast.approver)
    tender = services.fail_tender(stage.tender, reason="규격 변경", by=stage.cast.approver)
    assert (tender.state, tender.failure, queries.why_failed(tender)) == ("failed", "decided", "규격 변경")

    other = factories.published(prices=[90])
    with pytest.raises(NotAllowed):
        services.cancel_tender(other.tender, reason="x", by=other.cast.officer)
    tender = services.cancel_tender(other.tender, reason="예산 취소", by=other.cast.approver)
    assert (tender.state, tender.end_reason) == ("cancelled", "예산 취소")
    with pytest.raises(WrongState):
        services.cancel_tender(other.tender, reason="또", by=other.cast.approver)


def test_an_officer_drops_the_own_draft():
    stage = factories.draft()
    tender = services.cancel_tender(stage.tender, reason="불필요", by=stage.cast.officer)
    assert (tender.state, tender.published_at) == ("cancelled", None)


def test_cancelling_takes_an_open_proposal_back():
    stage = factories.proposed()
    services.cancel_tender(stage.tender, reason="예산 취소", by=stage.cast.second_approver)
    assert AwardDecision.objects.get().return_reason == "예산 취소"
    assert now_state(stage) == "cancelled"
