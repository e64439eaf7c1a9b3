"""WHO: reports, confirms and writes off what is paid back of an advance. Source: domain 16.1, CNV-09, PAY-08."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.policies.obligations import _of, _staff
from purchasing.payments.states.refunds import RefundState


def _payer(user: User, refund: AdvanceRefund, *staff: str) -> Verdict:
    """The money people of who gets it back."""
    if refund.contract.payer.is_buyer:
        return _staff(user, *staff)
    return _of(user, refund.contract.payer_id)


def may_report_refund(user: User, refund: AdvanceRefund) -> Verdict:
    """Who pays it back says so, or who finds it on its account."""
    if refund.state != RefundState.OPEN:
        return no(_("This has been reported or closed."))
    if own := _of(user, refund.contract.payee_id):
        return own
    return _payer(user, refund, "FI")


def may_settle_refund(user: User, refund: AdvanceRefund) -> Verdict:
    """The payer's money people, but not who reported it."""
    if refund.state != RefundState.REPORTED:
        return no(_("No repayment waits to be confirmed."))
    if not (payer := _payer(user, refund, "FI")):
        return payer
    return no(_("You reported it: a second person confirms it.")) if user.pk == refund.asked_by_id else YES


def may_ask_write_off(user: User, refund: AdvanceRefund) -> Verdict:
    """The payer's money people: nobody else gives its claim up."""
    if refund.state != RefundState.OPEN:
        return no(_("This has been reported or closed."))
    return _payer(user, refund, "FI")


def may_write_off(user: User, refund: AdvanceRefund) -> Verdict:
    """A second person of the payer; of the buyer an approver."""
    if refund.state != RefundState.WAIVING:
        return no(_("Nobody has asked to write it off."))
    if not (payer := _payer(user, refund, "AP")):
        return payer
    return no(_("You asked for it: a second person decides.")) if user.pk == refund.asked_by_id else YES


def may_reopen_refund(user: User, refund: AdvanceRefund) -> Verdict:
    """Who asked takes it back; who may confirm says that it is not so."""
    if user.pk == refund.asked_by_id and refund.state in (RefundState.REPORTED, RefundState.WAIVING):
        return YES
    if refund.state == RefundState.REPORTED:
        return may_settle_refund(user, refund)
    return may_write_off(user, refund)
