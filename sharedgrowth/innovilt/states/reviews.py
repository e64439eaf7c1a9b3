"""WHEN: reviews, the site check, the brand committee. Source: domain 12 (INV-04, INV-06)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Part(TextChoices):
    """The three parts of the score."""

    TECHNOLOGY = "technology", pgettext_lazy("innovilt score", "Technology")
    MARKET = "market", pgettext_lazy("innovilt score", "Marketability")
    OPERATION = "operation", pgettext_lazy("innovilt score", "Operation and quality")


class CheckState(TextChoices):
    PLANNED = "planned", pgettext_lazy("innovilt site check", "Planned")
    HELD = "held", pgettext_lazy("innovilt site check", "Held")
    CANCELLED = "cancelled", pgettext_lazy("innovilt site check", "Called off")


CHECK_FLOW = Flow(
    {
        "hold": ([CheckState.PLANNED], CheckState.HELD),
        "cancel": ([CheckState.PLANNED], CheckState.CANCELLED),
    }
)


class MeetingState(TextChoices):
    PLANNED = "planned", pgettext_lazy("innovilt meeting", "Planned")
    OPEN = "open", pgettext_lazy("innovilt meeting", "In session")
    CLOSED = "closed", pgettext_lazy("innovilt meeting", "Closed, minutes kept")
    CANCELLED = "cancelled", pgettext_lazy("innovilt meeting", "Called off")


M = MeetingState

MEETING_FLOW = Flow(
    {
        "open": ([M.PLANNED], M.OPEN),
        "close": ([M.OPEN], M.CLOSED),
        "cancel": ([M.PLANNED], M.CANCELLED),
    }
)


class Choice(TextChoices):
    """What a member of the committee votes for."""

    CERTIFY = "certify", pgettext_lazy("innovilt vote", "Certify")
    DEFER = "defer", pgettext_lazy("innovilt vote", "Defer")
    REJECT = "reject", pgettext_lazy("innovilt vote", "Reject")


class Outcome(TextChoices):
    """What the committee decided about a product."""

    CERTIFIED = "certified", _("Certified")
    DEFERRED = "deferred", _("Deferred")
    REJECTED = "rejected", pgettext_lazy("innovilt application", "Not certified")
    NO_QUORUM = "no_quorum", _("Not decided: no quorum")
