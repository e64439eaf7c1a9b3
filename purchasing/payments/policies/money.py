"""WHO: reads the money page and the tracing, notes a call. Source: domain 16.2."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import Obligation
from purchasing.payments.queries import money as queries

CALLERS = ("PO", "FI", "CP")
OTHER_READERS = ("AP", "SG")  # approvers: runs, claims; shared growth: figures, ratio, voices


def may_see_money(user: User) -> Verdict:
    """A supplier's administrator, finance and users: their company's own. Staff: what the buyer pays."""
    if queries.reads_own_money(user) or queries.reads_all_money(user):
        return YES
    return no(_("Your role does not read payments."))


def may_enter_payments(user: User) -> Verdict:
    """Who reads any page of payments comes in by the menu, approvers and shared growth too."""
    if not user.is_service and user.is_internal and user.has_role(*OTHER_READERS):
        return YES
    return may_see_money(user)


def may_note_call(user: User, obligation: Obligation) -> Verdict:
    """Staff who look after a payment that is late: what was said is kept with it."""
    if user.is_service or not (user.is_internal and user.has_role(*CALLERS)):
        return no(_("Only purchasing, finance or compliance note a call about a late payment."))
    return YES
