"""WHEN: a rate that two people enter, and what two sides agree on about a receivable. Source: domain CNV-09, 4.3."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RateKind(TextChoices):
    """What a rate a year is for. Source: domain PAY-04, PAY-12, 4.6 (E10)."""

    DRAW = "draw", _("Early draw: the buyer's rate")
    FEE = "fee", _("Fee beyond day 60")
    DEPOSIT = "deposit", _("Interest on money in escrow")
    OWN = "own", _("What a small firm pays for its own loan, to compare")


class RateState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("rate", "Waiting for a second person")
    CONFIRMED = "confirmed", pgettext_lazy("rate", "Confirmed")
    REFUSED = "refused", pgettext_lazy("rate", "Refused")


RATE_FLOW = Flow(
    {
        "confirm": ([RateState.PROPOSED], RateState.CONFIRMED),
        "refuse": ([RateState.PROPOSED], RateState.REFUSED),
    }
)


class RequestKind(TextChoices):
    """What is asked about a receivable, which a second side or person has to agree to."""

    CANCEL = "cancel", _("Cancel it")
    DEFAULT = "default", _("Record that the buyer did not pay")
    REPAID = "repaid", _("Record that the bank has its money back")


class RequestState(TextChoices):
    OPEN = "open", pgettext_lazy("request", "Waiting for the other side")
    AGREED = "agreed", pgettext_lazy("request", "Agreed")
    DECLINED = "declined", pgettext_lazy("request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


REQUEST_FLOW = Flow(
    {
        "agree": ([RequestState.OPEN], RequestState.AGREED),
        "decline": ([RequestState.OPEN], RequestState.DECLINED),
        "withdraw": ([RequestState.OPEN], RequestState.WITHDRAWN),
    }
)


class EscrowKind(TextChoices):
    """Money into and out of escrow. Source: domain 4.2 EscrowEntry, PAY-07."""

    FUNDED = "funded", pgettext_lazy("escrow", "Funded by the buyer")
    HOLDER = "holder", pgettext_lazy("escrow", "Paid to the holder")
    BANK = "bank", pgettext_lazy("escrow", "Paid to the bank that bought it")
