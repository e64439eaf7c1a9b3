"""WHO: confirms that money owed to the buyer has come. Source: domain 16.1, CNV-09."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import Payable
from purchasing.payments.policies.obligations import _staff
from purchasing.payments.states.payables import PayableState


def may_receive_payable(user: User, payable: Payable) -> Verdict:
    """Finance, for what is owed to the buyer; not who claimed it."""
    if not payable.payee.is_buyer:
        return no(_("The buyer pays this: a payment run sends it."))
    if payable.state != PayableState.OWED:
        return no(_("This is paid or taken back."))
    if not (staff := _staff(user, "FI")):
        return staff
    return no(_("Who claimed the money does not confirm that it came.")) if user.pk == payable.made_by_id else YES
