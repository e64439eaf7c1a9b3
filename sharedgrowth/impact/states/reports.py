"""WHEN: a yearly report: drafted by one, published by another, replaced by a later version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Direction(TextChoices):
    FAIR = "fair", _("Fair")
    VALUE = "value", _("Value")
    CARE = "care", _("Care")


class ReportState(TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    PROPOSED = "proposed", pgettext_lazy("report", "Waiting for a second person")
    PUBLISHED = "published", pgettext_lazy("report", "Published")
    SUPERSEDED = "superseded", pgettext_lazy("report", "Replaced by a later version")
    DISCARDED = "discarded", pgettext_lazy("report", "Discarded")


R = ReportState

REPORT_FLOW = Flow(
    {
        "propose": ([R.DRAFT], R.PROPOSED),
        "return": ([R.PROPOSED], R.DRAFT),
        "publish": ([R.PROPOSED], R.PUBLISHED),
        "supersede": ([R.PUBLISHED], R.SUPERSEDED),
        "discard": ([R.DRAFT], R.DISCARDED),
    }
)

PUBLIC_REPORTS = frozenset({R.PUBLISHED, R.SUPERSEDED})  # what anybody may read: an address never dies
