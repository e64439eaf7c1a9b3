"""WHEN: a progress claim whose parts go directly from escrow to the second tier. Source: domain 4.3 DIRECT_ESCROW."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ClaimState(TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", pgettext_lazy("claim", "Waiting for the second tier")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "Answered by all")
    CERTIFIED = "certified", pgettext_lazy("claim", "Certified by the buyer")
    FUNDED = "funded", pgettext_lazy("claim", "Money in escrow")
    PAID = "paid", pgettext_lazy("claim", "Second tier paid")
    CLOSED = "closed", pgettext_lazy("claim", "Closed")
    CANCELLED = "cancelled", _("Cancelled")


K = ClaimState

CLAIM_FLOW = Flow(
    {
        "send": ([K.DRAFT], K.SENT),
        "confirm": ([K.SENT], K.CONFIRMED),
        "certify": ([K.CONFIRMED], K.CERTIFIED),
        "fund": ([K.CERTIFIED], K.FUNDED),
        "pay": ([K.FUNDED], K.PAID),
        "close": ([K.PAID], K.CLOSED),
        "cancel": ([K.DRAFT, K.SENT, K.CONFIRMED], K.CANCELLED),
    }
)
OPEN_CLAIMS = frozenset({K.DRAFT, K.SENT, K.CONFIRMED, K.CERTIFIED, K.FUNDED, K.PAID})


class LineState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("claim line", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("claim line", "Confirmed")
    DISPUTED = "disputed", pgettext_lazy("claim line", "Disputed, its money is held")
    ISSUED = "issued", pgettext_lazy("claim line", "Given as a receivable")
    NOTHING = "nothing", pgettext_lazy("claim line", "Nothing owed")
    DROPPED = "dropped", pgettext_lazy("claim line", "Taken out")


L = LineState

LINE_FLOW = Flow(
    {
        "confirm": ([L.PROPOSED, L.DISPUTED], L.CONFIRMED),
        "dispute": ([L.PROPOSED], L.DISPUTED),
        "propose": ([L.DISPUTED], L.PROPOSED),  # with other amounts
        "issue": ([L.CONFIRMED], L.ISSUED),
        "owe_nothing": ([L.CONFIRMED], L.NOTHING),
        "drop": ([L.PROPOSED, L.CONFIRMED, L.DISPUTED], L.DROPPED),  # the claim was cancelled
    }
)
ANSWERED = frozenset({L.CONFIRMED, L.DISPUTED, L.ISSUED, L.NOTHING})
