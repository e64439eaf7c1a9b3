"""WHEN: what is owed without an invoice: compensation, grants, what is claimed back. Source: domain 6.4, 15, 4.7."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class PayableState(TextChoices):
    OWED = "owed", pgettext_lazy("payable", "To be paid")
    SENT = "sent", pgettext_lazy("payable", "Sent to the bank")
    PAID = "paid", pgettext_lazy("payable", "Paid")
    TAKEN_BACK = "taken_back", pgettext_lazy("payable", "Taken back")


P = PayableState

PAYABLE_FLOW = Flow(
    {
        "send": ([P.OWED], P.SENT),
        "reject": ([P.SENT], P.OWED),  # by the bank: the next run finds it again
        "pay": ([P.SENT], P.PAID),
        "receive": ([P.OWED], P.PAID),  # owed to the buyer: finance found it on its account
        "take_back": ([P.OWED], P.TAKEN_BACK),
    }
)
