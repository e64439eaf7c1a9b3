"""DO: propose, return and approve an award; let a tender fail or cancel it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import AwardDecision, Bid, Tender
from purchasing.bidding.rules import LEAST_REASON, Failure, says_why
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.eco import recheck_eco_offer
from purchasing.bidding.services.planning import withdraw_plan
from purchasing.bidding.services.preference import recheck_preference
from purchasing.bidding.services.standstill import after_approval, call_off
from purchasing.bidding.services.tco_results import tco_blocks_award
from purchasing.bidding.states import BEFORE_NOTICE, RulingState, TenderState


@transaction.atomic
def propose_award(tender: Tender, *, bid: Bid, reason: str, by: User, out_of_order: bool = False) -> AwardDecision:
    """Propose the bid ranked first, at its own price. Another bid of the ranking only ``out_of_order``: that needs a
    reason that says so with figures, and two approvers. A bid that was excluded can never be proposed.
    """
    require(policies.may_propose_award(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Give the reason with its figures: a losing bidder will read it."), field="reason")
    tender = locked(tender)
    if tender.state != TenderState.EVALUATED:
        raise WrongState(_("An award is proposed after the evaluation."))
    if tender.limit_calc.doubt and tender.few_bids_confirmed_at is None:
        raise RuleBroken(_("An evaluator has to confirm first that the result holds with so few bids (LPL-04)."))
    tco_blocks_award(tender)
    ruling = tender.rulings.filter(bid=bid).first()
    if ruling is None or ruling.state != RulingState.IN_RANGE:
        raise RuleBroken(_("Only a valid bid of this tender can be awarded."), field="bid")
    first = queries.first_in_line(tender, today())
    if (first is None or ruling.pk != first.pk) != out_of_order:
        raise RuleBroken(
            _("This bid is not the first in rank: mark the proposal as out of order, with its reason.")
            if not out_of_order
            else _("This bid is the first in rank: nothing is out of order."),
            field="out_of_order",
        )
    if out_of_order and not says_why(reason):
        raise RuleBroken(
            _(
                "This bid is not the first in rank: say so, and why it is chosen, in at least %(least)s characters and "
                "with at least one figure."
            )
            % {"least": LEAST_REASON},
            field="reason",
        )
    decision = AwardDecision.objects.create(
        tender=tender,
        bid=bid,
        price_won=ruling.opened_price_won,
        reason=reason,
        out_of_order=out_of_order,
        proposed_by=by,
    )
    payload = {"bid": bid.receipt, "price_won": f"{ruling.opened_price_won:.0f}", "out_of_order": out_of_order}
    move(tender, "propose_award", by=by, reason=reason, payload=payload)
    announce("bidding.award_proposed", tender=tender.pk, decision=decision.pk)
    return decision


@transaction.atomic
def return_award(decision: AwardDecision, *, reason: str, by: User) -> Tender:
    """Back to the evaluation: another proposal may follow."""
    require(policies.may_return_award(by, decision))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    tender = locked(decision.tender)
    move(tender, "return_award", by=by, reason=reason)
    _give_back(decision, reason=reason, by=by)
    announce("bidding.award_returned", tender=tender.pk, decision=decision.pk)
    return tender


def _give_back(decision: AwardDecision, *, reason: str, by: User) -> None:
    given_back = {"returned_by": by, "returned_at": db_now(), "return_reason": reason}
    open_one = AwardDecision.objects.filter(pk=decision.pk, approved_at=None, returned_at=None)
    if not open_one.update(**given_back):
        raise WrongState(_("Someone else has already decided on this award."))
    for name, value in given_back.items():
        setattr(decision, name, value)


@transaction.atomic
def approve_award(decision: AwardDecision, *, by: User) -> AwardDecision:
    """Approve the award: the standstill begins. Out of order the first approval waits for a second approver.

    The winner's standing is looked at again on this day (domain 2.3): a company that was sanctioned or closed since, or
    a tie decided by a certificate that has lapsed, cannot win; the approver returns the proposal then.
    """
    require(policies.may_approve_award(by, decision))
    tender = locked(decision.tender)
    decision = AwardDecision.objects.select_related("tender", "bid__company", "first_approved_by").get(pk=decision.pk)
    if tender.state != TenderState.AWARD_PROPOSED or decision.approved_at or decision.returned_at:
        raise WrongState(_("This award has already been decided. Reload the page."))
    on = today()
    require(policies.may_approve_award(by, decision, on))
    recheck_preference(tender, decision.bid, by=by)
    recheck_eco_offer(tender, decision.bid)
    if queries.leans_on_lapsed_certificate(decision, on):
        raise RuleBroken(_("The tie was decided by a certificate that is no longer valid: return the proposal."))
    now = db_now()
    if decision.out_of_order and not _first_approval_stands(decision, on):
        decision.first_approved_by, decision.first_approved_at = by, now
        decision.save(update_fields=["first_approved_by", "first_approved_at"])
        record(tender, "award_first_approved", by=by, payload={"bid": decision.bid.receipt})
        announce("bidding.award_first_approved", tender=tender.pk, decision=decision.pk)
        return decision
    decision.approved_by, decision.approved_at = by, now
    decision.save(update_fields=["approved_by", "approved_at"])
    after_approval(tender, decision, now=now, by=by)
    return decision


def _first_approval_stands(decision: AwardDecision, on: date) -> bool:
    """Given, and its approver might still give it: else the approval that comes now is the first."""
    first = decision.first_approved_by
    return first is not None and bool(policies.may_stand_for_award(first, decision, on))


@transaction.atomic
def fail_tender(tender: Tender, *, reason: str, by: User) -> Tender:
    """An approver lets a closed tender fail, with a reason that is published (유찰)."""
    require(policies.may_fail_tender(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: it is published."), field="reason")
    tender = locked(tender)
    decided = str(Failure.DECIDED)
    move(tender, "fail", by=by, reason=reason, failure=decided, end_reason=reason, ended_at=db_now())
    announce("bidding.tender_failed", tender=tender.pk)
    return tender


@transaction.atomic
def cancel_tender(tender: Tender, *, reason: str, by: User) -> Tender:
    """Cancel before the award, with a reason that is published if the tender was."""
    require(policies.may_cancel_tender(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: it is published."), field="reason")
    tender = locked(tender)
    if tender.state not in BEFORE_NOTICE:
        require(policies.may_fail_tender(by, tender))  # published meanwhile: the officer alone no longer may
    for decision in tender.decisions.filter(approved_at=None, returned_at=None):
        _give_back(decision, reason=reason, by=by)
    call_off(tender, reason=reason, by=by)
    withdraw_plan(tender, reason=reason, by=by)
    move(tender, "cancel", by=by, reason=reason, end_reason=reason, ended_at=db_now())
    announce("bidding.tender_cancelled", tender=tender.pk)
    return tender
