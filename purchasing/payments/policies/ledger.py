"""WHO: the books are read by those in them, by finance and by auditors. Source: domain 16.1, 16.2, SOD-08."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import Posting, Reversal
from purchasing.payments.queries.ledger import READS_OWN_BOOK, keeps_books, reads_all_books
from purchasing.payments.states.ledger import NEVER_WAIVED, REVERSED_BY_HAND, Event, ReversalState


def may_read_books(user: User) -> Verdict:
    """Finance, auditors, compliance; a supplier's administrators and finance."""
    if not user.is_service and keeps_books(user):
        return YES
    if user.is_supplier and user.company_id is not None and user.has_role(*READS_OWN_BOOK):
        return YES
    return no(_("The books are read by finance, auditors and the companies' own finance people."))


def may_check_ledger(user: User) -> Verdict:
    """Finance and auditors have it walked at once."""
    if not user.is_service and keeps_books(user):
        return YES
    return no(_("Only finance or an auditor has the books checked."))


def may_read_all_books(user: User) -> Verdict:
    """Auditors: what suppliers pay and are paid further down is not the buyer's business."""
    if not user.is_service and reads_all_books(user):
        return YES
    return no(_("All books together are read by auditors alone."))


def may_ask_reversal(user: User, posting: Posting) -> Verdict:
    """Finance, for what has no deed of its own that takes it back."""
    if user.is_service or not (user.is_internal and user.has_role("FI")):
        return no(_("Only finance asks for a reversal."))
    if not (fit := is_reversible(posting)):
        return fit
    if Posting.objects.filter(reverses=posting).exists():
        return no(_("This posting has already been reversed."))
    return YES


def is_reversible(posting: Posting) -> Verdict:
    """Whether anybody may take it back by hand."""
    if posting.reverses_id is not None:
        return no(_("A reversal is not reversed: write the event once more."))
    if Event(posting.event) in NEVER_WAIVED:
        return no(_("Late interest and the fee after day 60 follow the facts: nobody waives them (PAY-12, PAY-13)."))
    if Event(posting.event) not in REVERSED_BY_HAND:
        return no(
            _("This is taken back where it came from: cancel the receivable, credit the invoice, reject the payment.")
        )
    paid = Posting.objects.filter(event=Event.INCENTIVE_PAID, reversed_by=None)
    if paid.filter(thing_type=posting.thing_type, thing_id=posting.thing_id).exists():
        return no(_("This interest has been paid out: it is no longer taken back."))
    return YES


def may_decide_reversal(user: User, reversal: Reversal) -> Verdict:
    """Another one of finance."""
    if user.is_service or not (user.is_internal and user.has_role("FI")):
        return no(_("Only finance decides on a reversal."))
    if reversal.asked_by_id == user.pk:
        return no(_("You asked for it yourself: a colleague decides (SOD-08)."))
    if reversal.state != ReversalState.ASKED:
        return no(_("This reversal has already been decided."))
    return YES
