"""WHEN: a donation from the pledge to the kept receipt. Source: domain 10, FRD-06."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class DonationKind(TextChoices):
    GOODS = "goods", pgettext_lazy("donation", "Goods")
    MONEY = "money", pgettext_lazy("donation", "Money")


class DonationState(TextChoices):
    PLEDGED = "pledged", pgettext_lazy("donation", "Pledged")
    APPROVED = "approved", pgettext_lazy("donation", "Approved")
    DELIVERED = "delivered", pgettext_lazy("donation", "Handed over")
    RECEIPTED = "receipted", pgettext_lazy("donation", "Receipt is in")
    CLOSED = "closed", pgettext_lazy("donation", "Closed")
    REFUSED = "refused", pgettext_lazy("donation", "Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("donation", "Withdrawn")


D = DonationState

DONATION_FLOW = Flow(
    {
        "approve": ([D.PLEDGED], D.APPROVED),
        "refuse": ([D.PLEDGED], D.REFUSED),
        "withdraw": ([D.PLEDGED, D.APPROVED], D.WITHDRAWN),
        "deliver": ([D.APPROVED], D.DELIVERED),
        "receipt": ([D.DELIVERED], D.RECEIPTED),
        "close": ([D.RECEIPTED], D.CLOSED),
    }
)
GIVEN = frozenset({D.DELIVERED, D.RECEIPTED, D.CLOSED})


class RecipientKind(TextChoices):
    """Organisations alone: no personal data of those in need is kept here (FRD-05)."""

    WELFARE = "welfare", pgettext_lazy("recipient", "Welfare organisation")
    DAYCARE = "daycare", pgettext_lazy("recipient", "Daycare centre")
    SCHOOL = "school", pgettext_lazy("recipient", "School")
    PUBLIC = "public", pgettext_lazy("recipient", "Public office")
    MARKET = "market", pgettext_lazy("recipient", "Market association")
    OTHER = "other", pgettext_lazy("recipient", "Other non-profit organisation")
