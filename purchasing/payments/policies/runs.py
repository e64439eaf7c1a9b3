"""WHO: payment runs, bank files, what could not be matched. Source: domain 16.2 (payment batch), SOD-07, SOD-08."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import Instruction, PaymentRun, UnmatchedEntry
from purchasing.payments.queries.runs import (
    READS_RUNS,
    has_confirmed_an_account_of,
    has_decided_on_a_payable_of,
    maker_confirmed_an_account_of,
)


def may_see_runs(user: User) -> Verdict:
    """Finance, approvers, audit, compliance."""
    if user.is_internal and not user.is_service and user.has_role(*READS_RUNS):
        return YES
    return no(_("Payment runs are shown to the buyer's finance, approvers, audit and compliance."))


def may_draft_run(user: User) -> Verdict:
    """Finance."""
    return _finance(user)


def may_cancel_run(user: User, run: PaymentRun) -> Verdict:
    """Finance; it is drafted anew afterwards, so nothing is lost."""
    return _finance(user)


def may_check_run(user: User, run: PaymentRun) -> Verdict:
    """Finance or an approver who has not made the run, not checked it before, and confirmed none of its accounts."""
    if user.is_service:
        return no(_("A program may not approve: a person must."))
    if not (user.is_internal and user.has_role("FI", "AP")):
        return no(_("Only finance or an approver may check a payment run."))
    if user.pk == run.made_by_id:
        return no(_("You made this run: another person checks it."))
    if user.pk == run.checked_by_id:
        return no(_("You have checked this run: above the limit a second person checks it as well."))
    if has_confirmed_an_account_of(user, run):
        return no(_("You confirmed a bank account in this run: another person checks it."))
    if has_decided_on_a_payable_of(user, run):
        return no(_("You verified or selected what is paid here: another person checks it."))
    return _made_apart(run)


def may_return_run(user: User, run: PaymentRun) -> Verdict:
    """Whoever may work on runs, also who checked it: to go back is always safe."""
    if not user.is_service and user.is_internal and user.has_role("FI", "AP"):
        return YES
    return no(_("Only finance or an approver may return a payment run."))


def may_release_run(user: User, run: PaymentRun) -> Verdict:
    """Finance, but nobody who has made or checked the run, or confirmed an account that it pays to. (SOD-07, SOD-08)"""
    if not (finance := _finance(user)):
        return finance
    if user.pk in (run.checked_by_id, run.second_checked_by_id):
        return no(_("You checked this run: another person of finance releases it."))
    if user.pk == run.made_by_id:
        return no(_("You made this run: another person of finance releases it."))
    if has_confirmed_an_account_of(user, run):
        return no(_("You confirmed a bank account in this run: another person of finance releases it."))
    if has_decided_on_a_payable_of(user, run):
        return no(_("You verified or selected what is paid here: another person of finance releases it."))
    return _made_apart(run)


def may_make_run(user: User, run: PaymentRun) -> Verdict:
    """Finance that confirmed none of the accounts in it. (SOD-07)"""
    if has_confirmed_an_account_of(user, run):
        return no(
            _("You confirmed a bank account in this run: another person of finance drafts it, or the clock does.")
        )
    return may_draft_run(user)


def _made_apart(run: PaymentRun) -> Verdict:
    """An account may have been confirmed after the run was drafted. Source: SOD-07."""
    if maker_confirmed_an_account_of(run):
        return no(_("Who made this run confirmed a bank account in it: cancel it, and another person drafts it anew."))
    return YES


def may_take_file(user: User, run: PaymentRun) -> Verdict:
    """Finance hands it to the bank; the bank's own program fetches it."""
    if user.is_service and user.is_internal and user.has_role("BK"):
        return YES
    return _finance(user)


def may_read_messages(user: User) -> Verdict:
    """Finance reads a message of the bank in; so does the bank's own program."""
    if user.is_service and user.is_internal and user.has_role("BK"):
        return YES
    return _finance(user)


def may_propose_match(user: User, unmatched: UnmatchedEntry, found: Instruction | None = None) -> Verdict:
    """Finance, but not who made, checked or released the run that it is about, or that of the payment ``found``."""
    if not (finance := _finance(user)):
        return finance
    return _apart_from_run(user, unmatched.instruction) and _apart_from_run(user, found)


def may_decide_match(user: User, unmatched: UnmatchedEntry) -> Verdict:
    """Finance or an approver other than who proposed it, and apart from the run."""
    if user.is_service or not (user.is_internal and user.has_role("FI", "AP")):
        return no(_("Only finance or an approver may decide on a line of the bank."))
    if user.pk == unmatched.proposed_by_id:
        return no(_("You proposed this: another person agrees to it."))
    return _apart_from_run(user, unmatched.instruction)


def _apart_from_run(user: User, payment: Instruction | None) -> Verdict:
    """Source: SOD-08 (reconciler apart from maker and checker)."""
    if payment is None:
        return YES
    run = payment.run
    if user.pk in (run.made_by_id, run.checked_by_id, run.second_checked_by_id, run.released_by_id):
        return no(_("You made, checked or released this run: who reconciles it is somebody else."))
    return YES


def _finance(user: User) -> Verdict:
    if user.is_service:
        return no(_("A program may not do this: a person must."))
    if not (user.is_internal and user.has_role("FI")):
        return no(_("Only the buyer's finance may do this."))
    return YES
