"""WHEN: contests of an item's score, external ratings, ties of reviewers. Source: domain 11.1, 11.5, SOD-11."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ItemContestState(TextChoices):
    LODGED = "lodged", pgettext_lazy("contest", "Being looked at")
    UPHELD = "upheld", pgettext_lazy("contest", "Upheld")
    REJECTED = "rejected", pgettext_lazy("contest", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("contest", "Withdrawn")


I = ItemContestState  # noqa: E741

ITEM_CONTEST_FLOW = Flow(
    {
        "uphold": ([I.LODGED], I.UPHELD),
        "reject": ([I.LODGED], I.REJECTED),
        "withdraw": ([I.LODGED], I.WITHDRAWN),
    }
)


class RatingScheme(TextChoices):
    """Ratings by others that are taken as dated evidence, never converted into a score."""

    ECOVADIS = "ecovadis", "EcoVadis"
    RBA_VAP = "rba", "RBA VAP"


class RatingState(TextChoices):
    ENTERED = "entered", pgettext_lazy("external rating", "To be verified")
    VERIFIED = "verified", pgettext_lazy("external rating", "Verified")
    REFUSED = "refused", pgettext_lazy("external rating", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("external rating", "Withdrawn")


R = RatingState

RATING_FLOW = Flow(
    {
        "verify": ([R.ENTERED], R.VERIFIED),
        "refuse": ([R.ENTERED], R.REFUSED),
        "withdraw": ([R.ENTERED, R.VERIFIED], R.WITHDRAWN),
    }
)


class TieReason(TextChoices):
    """Why a person does not review a company."""

    HELPED = "helped", _("Helped it as a consultant")
    RELATED = "related", _("Related to it: shares, family, an earlier employment")
