"""WHO: explanations of low prices, dated terms. Source: domain 2.9, BID-L2, 16.2, 16.3 SOD-05, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding.models import Explanation, Ruling, Tender, TermsProposal
from purchasing.bidding.policies.tenders import may_evaluate
from purchasing.bidding.states import RulingState


def may_doubt_bid(user: User, ruling: Ruling) -> Verdict:
    """An evaluator who may have doubts about a price that no figure calls low."""
    if not (evaluator := may_evaluate(user, ruling.tender)):
        return evaluator
    return YES if ruling.state == RulingState.OPENED else no(_("This bid already has its verdict."))


def may_ask_explanation(user: User, explanation: Explanation) -> Verdict:
    """An evaluator of the tender; who asks is the chair of this explanation."""
    return may_judge(user, explanation.tender)


def may_judge(user: User, tender: Tender) -> Verdict:
    """An evaluator who neither buys, estimated nor approved, and belongs to no bidder."""
    if tender.officer_id == user.pk:
        return no(_("The purchasing officer does not judge explanations of the same tender."))
    return may_evaluate(user, tender)


def may_vote(user: User, explanation: Explanation) -> Verdict:
    """Any evaluator of the tender, once."""
    if not (assessor := may_judge(user, explanation.tender)):
        return assessor
    if explanation.votes.filter(assessor=user, casting=False).exists():
        return no(_("You have already voted on this explanation."))
    return YES


def may_lead_explanation(user: User, explanation: Explanation) -> Verdict:
    """The chair: who asked for the explanation asks once more, and closes it with the reasons."""
    if not (assessor := may_judge(user, explanation.tender)):
        return assessor
    if explanation.asked_by_id != user.pk:
        return no(_("Only who asked for the explanation closes it: the chair of this explanation."))
    return YES


def may_answer_explanation(user: User, explanation: Explanation) -> Verdict:
    """An administrator or bidder of the company whose bid it is."""
    if not (user.is_supplier and user.has_role("SA", "BD")):
        return no(_("Only the bidder's administrator or bidder may answer."))
    if user.company is None or explanation.bid.company_id != user.company.pk:
        return no(_("Only the company that made the bid explains it."))
    return YES


def may_propose_terms(user: User) -> Verdict:
    """Purchasing officers enter the terms of a day to come."""
    if user.is_service or not (user.is_internal and user.has_role("PO")):
        return no(_("Only a purchasing officer may propose terms."))
    return YES


def may_decide_terms(user: User, proposal: TermsProposal) -> Verdict:
    """An approver other than who proposed them (SOD-15)."""
    if user.is_service or not (user.is_internal and user.has_role("AP")):
        return no(_("Only an approver may decide on terms."))
    if proposal.proposed_by_id == user.pk:
        return no(_("Who proposed the terms may not approve them (SOD-15): ask a colleague."))
    return YES


def may_withdraw_terms(user: User, proposal: TermsProposal) -> Verdict:
    """Who proposed them."""
    return YES if proposal.proposed_by_id == user.pk else no(_("Only who proposed the terms may withdraw them."))
