"""WHEN: a delivery and its inspection, an invoice, a hold, a credit note. Source: domain 4.2, 4.4 (PAY-11)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class DeliveryState(TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("delivery", "Announced")
    RECEIVED = "received", pgettext_lazy("delivery", "Received, to be inspected")
    ACCEPTED = "accepted", pgettext_lazy("delivery", "Accepted")
    DEEMED = "deemed", _("Deemed accepted")  # no result within the days of inspection
    REJECTED = "rejected", pgettext_lazy("delivery", "Rejected")
    CANCELLED = "cancelled", _("Cancelled")


D = DeliveryState

DELIVERY_FLOW = Flow(
    {
        "receive": ([D.ANNOUNCED], D.RECEIVED),
        "accept": ([D.RECEIVED], D.ACCEPTED),
        "deem": ([D.RECEIVED], D.DEEMED),
        "reject": ([D.RECEIVED], D.REJECTED),
        "cancel": ([D.ANNOUNCED], D.CANCELLED),
    }
)

PAYABLE = frozenset({D.ACCEPTED, D.DEEMED})


class InvoiceState(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("invoice", "Submitted")
    APPROVED = "approved", pgettext_lazy("invoice", "Approved")
    REFUSED = "refused", pgettext_lazy("invoice", "Refused")
    CANCELLED = "cancelled", _("Cancelled")


INVOICE_FLOW = Flow(
    {
        "approve": ([InvoiceState.SUBMITTED], InvoiceState.APPROVED),
        "refuse": ([InvoiceState.SUBMITTED], InvoiceState.REFUSED),
        "cancel": ([InvoiceState.SUBMITTED], InvoiceState.CANCELLED),
    }
)


class InvoiceKind(TextChoices):
    """What an invoice asks money for."""

    DELIVERY = "delivery", pgettext_lazy("invoice", "Deliveries")
    MILESTONE = "milestone", pgettext_lazy("invoice", "Milestone")
    ADVANCE = "advance", pgettext_lazy("invoice", "Advance payment")
