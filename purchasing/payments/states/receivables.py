"""WHEN: a win-win receivable, and what is drawn of it early. Source: domain 4.3."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ReceivableState(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", pgettext_lazy("receivable", "Issued")
    ACCEPTED = "accepted", pgettext_lazy("receivable", "Accepted")
    PARTLY_USED = "partly_used", _("Partly used")
    FULLY_USED = "fully_used", _("Fully used")
    MATURED = "matured", pgettext_lazy("receivable", "Matured")
    SETTLED = "settled", pgettext_lazy("receivable", "Settled")
    DEFAULTED = "defaulted", _("Defaulted")
    CLEARED = "cleared", pgettext_lazy("receivable", "Defaulted, everybody has its money")
    REFUSED = "refused", pgettext_lazy("receivable", "Refused")
    CANCELLED = "cancelled", _("Cancelled")


R = ReceivableState
LIVE = (R.ACCEPTED, R.PARTLY_USED, R.FULLY_USED)

RECEIVABLE_FLOW = Flow(
    {
        "issue": ([R.DRAFT], R.ISSUED),
        "accept": ([R.ISSUED], R.ACCEPTED),
        "refuse": ([R.ISSUED], R.REFUSED),
        "use": ([R.ACCEPTED, R.PARTLY_USED], R.PARTLY_USED),
        "use_up": ([R.ACCEPTED, R.PARTLY_USED], R.FULLY_USED),
        "give_back": ([R.PARTLY_USED, R.FULLY_USED], R.PARTLY_USED),  # what was passed on was refused or cancelled
        "give_all_back": ([R.PARTLY_USED, R.FULLY_USED], R.ACCEPTED),
        "mature": (LIVE, R.MATURED),
        "settle": ([R.MATURED], R.SETTLED),
        "default": ([*LIVE, R.MATURED], R.DEFAULTED),
        "clear": ([R.DEFAULTED], R.CLEARED),  # paid in cash after all, to the suppliers and to the bank
        "cancel": ([R.DRAFT, R.REFUSED, R.ACCEPTED], R.CANCELLED),
    }
)

USABLE = frozenset({R.ACCEPTED, R.PARTLY_USED})
OUTSTANDING = frozenset({R.ISSUED, *LIVE, R.MATURED})


class MaturityMode(TextChoices):
    """When a part that is passed on falls due. Source: domain PAY-03."""

    SAME_OR_EARLIER = "same_or_earlier", _("On the day of the receivable above it, or earlier")
    LATER_WITH_ESCROW = "later_with_escrow", _("Later; the money waits in escrow")
