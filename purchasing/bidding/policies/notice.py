"""WHO: plans, lots, documents, invitations, amendments, copies and further rounds. Source: domain 2.3, 16.2, 16.3."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding.models import Amendment, SplitFlag, Tender
from purchasing.bidding.policies.tenders import (
    _approves,
    may_approve_publication,
    may_draft_tender,
    may_edit_tender,
)
from purchasing.bidding.states import BEFORE_NOTICE, TenderState

may_plan_tender = may_draft_tender
may_change_plan = may_edit_tender
may_request_amendment = may_edit_tender


def may_decide_amendment(user: User, amendment: Amendment) -> Verdict:
    """A second person: an approver of this tender who did not ask for the amendment."""
    if amendment.asked_by_id == user.pk:
        return no(_("Who asked for the amendment may not approve it: ask a colleague."))
    if not (approver := _approves(user, amendment.tender)):
        return approver
    if amendment.tender.committee.filter(user=user).exists():
        return no(_("A member of the opening committee may not approve the same tender: ask a colleague."))
    return YES


def may_copy_tender(user: User, tender: Tender) -> Verdict:
    """Any purchasing officer, of a tender that is no longer being prepared."""
    if not (role := may_draft_tender(user)):
        return role
    if tender.state in BEFORE_NOTICE:
        return no(_("This tender is still being prepared: copy it once it is published."))
    return YES


def may_begin_round(user: User, tender: Tender) -> Verdict:
    """A purchasing officer, after a tender that failed and whose notice announced another round (BID-L1)."""
    if not (role := may_draft_tender(user)):
        return role
    if tender.state != TenderState.FAILED:
        return no(_("Another round follows only a tender that ended without an award."))
    if not tender.rebid_conditions.strip():
        return no(_("The notice announced no further round: none may follow (BID-L1). Prepare a new tender instead."))
    return YES


def may_review_base_price(user: User, tender: Tender) -> Verdict:
    """A cost estimator, who is not the tender's officer (SOD-02): the one named for it, or a colleague."""
    if not user.is_internal or not user.has_role("CE"):
        return no(_("Only a cost estimator reviews a base price."))
    if tender.officer_id == user.pk:
        return no(_("The purchasing officer may not review the base price of the same tender (SOD-02)."))
    return YES


def may_answer_split_flag(user: User, flag: SplitFlag) -> Verdict:
    """Whoever may approve the tender."""
    return may_approve_publication(user, flag.tender)
