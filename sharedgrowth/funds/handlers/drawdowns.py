"""What drawdowns hear: that the bank has paid them, or that a claimed amount came back."""

from portal.outbox.services import on
from purchasing.payments.models import Payable
from sharedgrowth.funds.models import Drawdown
from sharedgrowth.funds.services.drawdowns import pay_drawdown


@on("payments.payable_paid")
def follow_payment(*, payable: int, **_later) -> None:
    """Of a drawdown: it is paid."""
    paid = Payable.objects.get(pk=payable)
    if (drawdown := Drawdown.objects.select_related("commitment__line").filter(payable=paid).first()) is not None:
        pay_drawdown(drawdown, paid)
