"""What drawdowns hear: that the bank has paid them, or that a claimed amount came back."""

from portal.outbox.services import on
from purchasing.payments.models import Payable
from sharedgrowth.funds.models import Drawdown
from sharedgrowth.funds.services.audits import reclaim_received, sample_last_month
from sharedgrowth.funds.services.drawdowns import pay_drawdown
from sharedgrowth.funds.services.yearend import close_ended_years

JOBS = (sample_last_month, close_ended_years)  # entered as sweeps where they are written


@on("payments.payable_paid")
def follow_payment(*, payable: int, **_later) -> None:
    """Of a drawdown: it is paid."""
    paid = Payable.objects.get(pk=payable)
    if (drawdown := Drawdown.objects.select_related("commitment__line").filter(payable=paid).first()) is not None:
        pay_drawdown(drawdown, paid)
    if (claimed := Drawdown.objects.select_related("commitment__line").filter(reclaim=paid).first()) is not None:
        reclaim_received(claimed, paid)
