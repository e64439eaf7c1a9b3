"""WHO: requests, checks, approves, audits; never the same person twice. Source: domain 15 (roles), SOD-13, CNV-09."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.funds.models import Commitment, Drawdown, Fund
from sharedgrowth.funds.queries.lines import ASKED
from sharedgrowth.funds.registry import is_claimed


def _staff(user: User, *codes: str) -> Verdict:
    if not getattr(user, "is_authenticated", False) or getattr(user, "is_service", False):
        return no(_("Only a person who is signed in may do this."))
    if not user.is_internal or not user.has_role(*codes):
        return no(_("Your role may not do this."))
    return YES


def apart_from(user: User, company_id: int) -> Verdict:
    """Nobody decides about money of a company that they belong, or belonged, to. Source: SOD-05."""
    if is_tied(user, [company_id]):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_plan_fund(user: User) -> Verdict:
    """The fund manager, or the officer of shared growth."""
    return _staff(user, "FM", "SG")


def may_approve_fund(user: User, fund: Fund) -> Verdict:
    """An approver, but not who entered the plan."""
    if not (staff := _staff(user, "AP")):
        return staff
    return no(_("Who entered the plan does not approve it.")) if user.pk == fund.entered_by_id else YES


def may_manage_fund(user: User) -> Verdict:
    """The fund manager allocates lines, opens, closes."""
    return _staff(user, "FM")


def may_commit(user: User) -> Verdict:
    """The officer who selects firms, or the fund manager."""
    return _staff(user, "SG", "FM")


def may_approve_commitment(user: User, commitment: Commitment) -> Verdict:
    """The fund manager, but not who selected the firm (SOD-13)."""
    if not (staff := _staff(user, "FM")):
        return staff
    if user.pk == commitment.requested_by_id:
        return no(_("Who requested the money does not approve it."))
    return apart_from(user, commitment.company_id)


def may_release(user: User) -> Verdict:
    """The officer or the fund manager."""
    return _staff(user, "SG", "FM")


def may_request_drawdown(user: User, commitment: Commitment) -> Verdict:
    """The firm itself, or the officer for it; money of a project is claimed on its page, where the officer asks."""
    if getattr(user, "is_supplier", False):
        if is_claimed(commitment.thing_type):
            return no(_("Claim this money on the page of your project."))
        own = user.company_id == commitment.company_id and user.has_role("SA", "SF")
        return YES if own else no(_("Only the administrator or finance of the company may do this."))
    return _staff(user, "SG")


def may_complete_drawdown(user: User, drawdown: Drawdown) -> Verdict:
    """Who could have requested it."""
    return may_request_drawdown(user, drawdown.commitment)


def may_check_drawdown(user: User, drawdown: Drawdown) -> Verdict:
    """The fund manager; not who selected the firm or asked for the money."""
    if not (staff := _staff(user, "FM")):
        return staff
    return _apart(user, drawdown)


def may_approve_drawdown(user: User, drawdown: Drawdown) -> Verdict:
    """Finance; not who checked it, nor who selected the firm."""
    if not (staff := _staff(user, "FI")):
        return staff
    if user.pk == drawdown.checked_by_id:
        return no(_("Who checked the drawdown does not approve it."))
    return _apart(user, drawdown)


def may_refuse_drawdown(user: User, drawdown: Drawdown) -> Verdict:
    """Who checks or approves."""
    if not (staff := _staff(user, "FM", "FI")):
        return staff
    return _apart(user, drawdown)


def _apart(user: User, drawdown: Drawdown) -> Verdict:
    if user.pk == drawdown.commitment.requested_by_id:
        return no(_("You selected this firm: others check and pay it."))
    if user.pk == drawdown.requested_by_id or has_done(user, drawdown, *ASKED):  # also who asked before a return
        return no(_("Who asked for the money neither checks nor approves it."))
    return apart_from(user, drawdown.commitment.company_id)


def may_audit_drawdown(user: User) -> Verdict:
    """The auditor."""
    return _staff(user, "AU")


def may_reclaim(user: User, drawdown: Drawdown) -> Verdict:
    """The fund manager, or compliance; nobody who selected the firm, checked or approved the payment."""
    if not (staff := _staff(user, "FM", "CP")):
        return staff
    if user.pk in (drawdown.approved_by_id, drawdown.checked_by_id, drawdown.commitment.requested_by_id):
        return no(_("Who selected the firm, checked or approved the payment does not claim it back."))
    return apart_from(user, drawdown.commitment.company_id)
