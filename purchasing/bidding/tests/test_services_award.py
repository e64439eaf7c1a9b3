"""Services from the evaluation to the award: rows, audit and news by equality; who may not, and why."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.audit.services import move
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import User
from portal.people.services import record_standing
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.models import AwardDecision
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.told import bid_of_rank, entries, news, now_state, states, with_role

pytestmark = pytest.mark.django_db


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
        ("bidding.tender.evaluation_documented", "", "", ""),
        ("bidding.tender.evaluate", "opened", "evaluated", cast.evaluator.name),
        ("bidding.tender.propose_award", "evaluated", "award_proposed", cast.officer.name),
        ("bidding.tender.stand_still", "award_proposed", "standstill", cast.second_approver.name),
        ("bidding.tender.award", "standstill", "awarded", ""),
    ]
    assert entries(tender.winner.ruling) == [
        ("bidding.ruling.admit", "opened", "in_range", ""),
        ("bidding.ruling.award", "in_range", "awarded", ""),
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
        "bidding.standstill_begun",
        "bidding.tender_awarded",
    ]
    told = Event.objects.get(name="bidding.tender_awarded").payload
    assert told == {"tender": tender.pk, "bid": tender.winner_id, "decision": tender.decisions.get().pk}


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
    for short in ("better", "납기 30일 단축", "가" * 60, "1" * 39 + " " * 9):
        with pytest.raises(RuleBroken, match="at least 40 characters and with at least one figure") as refusal:
            services.propose_award(
                stage.tender, bid=bid_of_rank(stage, 2), out_of_order=True, reason=short, by=stage.cast.officer
            )
        assert refusal.value.field == "reason"
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
        stage.tender, bid=second, reason=factories.OUT_OF_ORDER, by=cast.officer, out_of_order=True
    )

    decision = services.approve_award(decision, by=cast.second_approver)
    assert (decision.approved_at, now_state(stage)) == (None, "award_proposed")
    with pytest.raises(NotAllowed, match="second approver"):
        services.approve_award(decision, by=cast.second_approver)
    decision = services.approve_award(decision, by=staff("AP"))
    assert decision.approved_at is not None
    factories.pass_standstill(stage.tender)
    assert services.end_standstill(stage.tender.standstills.get()).winner == second


def test_a_first_approval_of_a_closed_account_does_not_count():
    stage = factories.evaluated()
    first, second, third = staff("AP"), staff("AP"), staff("AP")
    decision = services.propose_award(
        stage.tender, bid=bid_of_rank(stage, 2), reason=factories.OUT_OF_ORDER, by=stage.cast.officer, out_of_order=True
    )
    services.approve_award(decision, by=first)
    User.objects.filter(pk=first.pk).update(is_active=False)

    decision = services.approve_award(decision, by=second)

    assert (decision.first_approved_by, decision.approved_at, now_state(stage)) == (second, None, "award_proposed")
    assert services.approve_award(decision, by=third).approved_by == third
    assert now_state(stage) == "standstill"


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


def test_an_approver_without_an_amount_approves_nothing():
    factories.proposed()
    unlimited = staff("AP")
    unlimited.membership.approval_limit_won = None
    unlimited.membership.save()

    with pytest.raises(NotAllowed, match="no approval limit yet"):
        services.approve_award(AwardDecision.objects.get(), by=User.objects.get(pk=unlimited.pk))


def proposed_by(stage, person: User) -> None:
    """The first in rank, proposed by whoever it is."""
    first = bid_of_rank(stage, 1)
    AwardDecision.objects.create(
        tender=stage.tender, bid=first, price_won=first.price_won, reason="최저", proposed_by=person
    )
    move(stage.tender, "propose_award", by=person)


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
    proposed_by(stage, cast.approver)  # so that only the role under test stands in the way
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
    stage = factories.evaluated()
    proposed_by(stage, stage.cast.second_approver)
    with pytest.raises(NotAllowed, match="Who proposed the award"):
        services.approve_award(AwardDecision.objects.get(), by=stage.cast.second_approver)


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
