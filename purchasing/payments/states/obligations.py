"""WHEN: what one company owes another, and until when. Source: domain 4.2, 4.4."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ObligationState(TextChoices):
    OPEN = "open", pgettext_lazy("obligation", "To be paid")
    HELD = "held", pgettext_lazy("obligation", "Held")
    COVERED = "covered", _("Covered by a receivable")
    PAID = "paid", pgettext_lazy("obligation", "Paid")
    CANCELLED = "cancelled", _("Cancelled")


O = ObligationState  # noqa: E741 (as in bidding)

OBLIGATION_FLOW = Flow(
    {
        "hold": ([O.OPEN], O.HELD),
        "release": ([O.HELD], O.OPEN),
        "cover": ([O.OPEN], O.COVERED),
        "uncover": ([O.COVERED], O.OPEN),  # the receivable was refused or cancelled
        "pay": ([O.OPEN, O.COVERED], O.PAID),
        "reopen": ([O.PAID], O.OPEN),  # the payment came back
        "cancel": ([O.OPEN, O.HELD], O.CANCELLED),  # credited in full, or paid directly from above
    }
)


class Part(TextChoices):
    """Which part of an invoice an obligation is: under win-win payment the VAT is paid in cash beside it."""

    ALL = "all", _("Whole amount")
    NET = "net", _("Amount without VAT")
    VAT = "vat", _("VAT")
