"""WHEN: an overview from its draft to the version that replaces it. Source: domain 14, publishing."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Domain(TextChoices):
    """The three parts of the standards: nine, two and two modules."""

    BUSINESS = "business", pgettext_lazy("ccms", "Business")
    SOCIETY = "society", pgettext_lazy("ccms", "Society")
    PEOPLE = "people", pgettext_lazy("ccms", "People")


class Lang(TextChoices):
    """The languages in which an overview is written; each has versions of its own."""

    KO = "ko", "한국어"
    EN = "en", "English"


class OverviewState(TextChoices):
    DRAFT = "draft", pgettext_lazy("overview", "Draft")
    REVIEW = "review", pgettext_lazy("overview", "Before the corporate-citizenship office")
    LEGAL = "legal", pgettext_lazy("overview", "Before legal and communications")
    APPROVED = "approved", pgettext_lazy("overview", "Approved, to be published")
    PUBLISHED = "published", pgettext_lazy("overview", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("overview", "Replaced by a later version")
    WITHDRAWN = "withdrawn", pgettext_lazy("overview", "Withdrawn")


O = OverviewState  # noqa: E741 (the table below reads as one)

OVERVIEW_FLOW = Flow(
    {
        "submit": ([O.DRAFT], O.REVIEW),
        "pass_on": ([O.REVIEW], O.LEGAL),
        "send_back": ([O.REVIEW, O.LEGAL], O.DRAFT),
        "approve": ([O.LEGAL], O.APPROVED),
        "publish": ([O.APPROVED], O.PUBLISHED),
        "supersede": ([O.PUBLISHED], O.SUPERSEDED),
        "withdraw": ([O.APPROVED, O.PUBLISHED], O.WITHDRAWN),
    }
)

UNFINISHED = (O.DRAFT, O.REVIEW, O.LEGAL, O.APPROVED)
PUBLIC = (O.PUBLISHED, O.SUPERSEDED, O.WITHDRAWN)  # readable at their address for ever; withdrawn ones without text
FROZEN = (O.APPROVED, O.PUBLISHED, O.SUPERSEDED, O.WITHDRAWN)
