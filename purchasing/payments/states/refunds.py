"""WHEN: an advance that a contract did not use up is owed back to its payer. Source: domain 4.2 (advance), PAY-08."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RefundState(TextChoices):
    OPEN = "open", pgettext_lazy("refund", "To be paid back")
    REPORTED = "reported", pgettext_lazy("refund", "Repayment to be confirmed")
    SETTLED = "settled", pgettext_lazy("refund", "Paid back")
    WAIVING = "waiving", pgettext_lazy("refund", "Writing off, waiting for a second person")
    WRITTEN_OFF = "written_off", pgettext_lazy("refund", "Written off")


R = RefundState

REFUND_FLOW = Flow(
    {
        "report": ([R.OPEN], R.REPORTED),
        "settle": ([R.REPORTED], R.SETTLED),
        "find": ([R.OPEN, R.REPORTED], R.SETTLED),  # the statement of the bank names it with its amount
        "ask_write_off": ([R.OPEN], R.WAIVING),
        "write_off": ([R.WAIVING], R.WRITTEN_OFF),
        "reopen": ([R.REPORTED, R.WAIVING], R.OPEN),
    }
)

REFUND_OWED = (R.OPEN, R.REPORTED, R.WAIVING)
