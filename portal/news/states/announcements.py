"""WHEN: announcements, alerts of them, and questions with their answers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class AnnouncementKind(TextChoices):
    NOTICE = "notice", pgettext_lazy("news", "Notice")
    PROGRAMME = "programme", pgettext_lazy("news", "Programmes")
    EVENT = "event", pgettext_lazy("news", "Meetings and events")
    RESULT = "result", pgettext_lazy("news", "Results")
    SYSTEM = "system", pgettext_lazy("news", "Maintenance")


class AnnouncementState(TextChoices):
    DRAFT = "draft", pgettext_lazy("announcement", "Draft")
    PROPOSED = "proposed", pgettext_lazy("announcement", "Waiting for a second person")
    SCHEDULED = "scheduled", pgettext_lazy("announcement", "To be published")
    PUBLISHED = "published", pgettext_lazy("announcement", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("announcement", "Withdrawn")
    DISCARDED = "discarded", pgettext_lazy("announcement", "Discarded")


A = AnnouncementState

ANNOUNCEMENT_FLOW = Flow(
    {
        "propose": ([A.DRAFT], A.PROPOSED),
        "return": ([A.PROPOSED], A.DRAFT),
        "schedule": ([A.PROPOSED], A.SCHEDULED),
        "publish": ([A.PROPOSED, A.SCHEDULED], A.PUBLISHED),
        "withdraw": ([A.SCHEDULED, A.PUBLISHED], A.WITHDRAWN),
        "discard": ([A.DRAFT], A.DISCARDED),
    }
)


class AlertState(TextChoices):
    PENDING = "pending", pgettext_lazy("alert", "Not confirmed yet")
    ACTIVE = "active", pgettext_lazy("alert", "On")


ALERT_FLOW = Flow({"confirm": ([AlertState.PENDING], AlertState.ACTIVE)})


class FaqState(TextChoices):
    DRAFT = "draft", pgettext_lazy("question", "Draft")
    PUBLISHED = "published", pgettext_lazy("question", "Published")
    RETIRED = "retired", pgettext_lazy("question", "Taken down")


FAQ_FLOW = Flow(
    {
        "publish": ([FaqState.DRAFT, FaqState.RETIRED], FaqState.PUBLISHED),
        "retire": ([FaqState.PUBLISHED], FaqState.RETIRED),
    }
)

ALL_KINDS = _("all announcements")
