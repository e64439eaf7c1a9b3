"""WHO: objections, taking an award back, the contract. Source: domain 2.3, 16.2, 16.3 SOD-01, SOD-05; BID-L1 (iv)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import AwardDecision, Objection, Tender
from purchasing.bidding.policies.tenders import _apart_from_bidders, _approves, may_edit_tender


def may_lodge_objection(user: User, tender: Tender) -> Verdict:
    """The administrator or bidder of a company whose bid was opened, and which is not the intended winner."""
    if not (spoken := _speaks_for_bidder(user)):
        return spoken
    if not queries.has_bid(user, tender):
        return no(_("Only a company that has bid in this tender may object to its award."))
    decision = queries.decision_in_force(tender)
    if decision is not None and decision.bid.company_id == user.company_id:
        return no(_("Your company is the intended winner: there is nothing to object to."))
    return YES


def may_withdraw_objection(user: User, objection: Objection) -> Verdict:
    """The same people of the company that lodged it."""
    if not (spoken := _speaks_for_bidder(user)):
        return spoken
    return YES if user.company_id == objection.company_id else no(_("This is another company's objection."))


def _speaks_for_bidder(user: User) -> Verdict:
    if not user.is_supplier or not user.has_role(*queries.READS_OWN_BIDS):
        return no(_("Only the administrator or a bidder of a company that has bid may do this."))
    return YES


def may_decide_objection(user: User, objection: Objection) -> Verdict:
    """Legal or an approver, but nobody who has prepared, evaluated, proposed or approved what is objected to."""
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not (user.is_internal and user.has_role("CP", "AP")):
        return no(_("Only compliance or an approver may decide on an objection."))
    if user.pk in _involved(objection.tender, objection.decision) or queries.has_judged(user, objection.tender):
        return no(_("You took part in what is objected to: ask a colleague who did not."))
    return _apart_from_bidders(user, objection.tender)


def _involved(tender: Tender, decision: AwardDecision) -> set[int | None]:
    return {
        tender.officer_id,
        tender.estimator_id,
        tender.evaluator_id,
        decision.proposed_by_id,
        decision.first_approved_by_id,
        decision.approved_by_id,
    }


def may_take_back_award(user: User, tender: Tender) -> Verdict:
    """An approver other than the officer and the estimator: while the standstill runs."""
    return _approves(user, tender)


def may_lapse_award(user: User, tender: Tender) -> Verdict:
    """The same, when the winner does not sign."""
    return _approves(user, tender)


def may_record_contract(user: User, tender: Tender, *, at_another_amount: bool = False) -> Verdict:
    """The tender's officer at the award price; at any other amount the legal role alone (BID-L1)."""
    if at_another_amount:
        if user.is_service or not (user.is_internal and user.has_role("CP")):
            return no(
                _("A contract is made at the award price (rule BID-L1): only compliance may record another amount.")
            )
        return _apart_from_bidders(user, tender)
    if user.is_internal and user.has_role("CP") and not user.is_service:
        return _apart_from_bidders(user, tender)
    return may_edit_tender(user, tender)


def may_see_objection(user: User, objection: Objection) -> Verdict:
    """The company that lodged it, and staff who read opened bids."""
    if getattr(user, "is_supplier", False):
        return may_withdraw_objection(user, objection)
    return YES if queries.reads_opened_bids(user, objection.tender) else no(_("Your role does not read objections."))


def may_see_debrief(user: User, tender: Tender) -> Verdict:
    """The administrator or a bidder of a company that has bid."""
    if not (spoken := _speaks_for_bidder(user)):
        return spoken
    return YES if queries.has_bid(user, tender) else no(_("Your company has not bid in this tender."))
