"""WHEN: saved searches and alerts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Frequency(TextChoices):
    """How often a saved search tells of new products."""

    NEVER = "never", pgettext_lazy("alert", "Never")
    DAILY = "daily", _("Once a day")
    AT_ONCE = "at_once", _("At once")


class AlertState(TextChoices):
    """Whether the owner of an e-mail address has confirmed that alerts may go there. An ended one is deleted."""

    PENDING = "pending", _("Waiting for confirmation")
    ACTIVE = "active", pgettext_lazy("alert", "Active")


ALERT_FLOW = Flow({"confirm": ([AlertState.PENDING], AlertState.ACTIVE)})


class AlertTopic(TextChoices):
    PRODUCT = "product", _("New products")
    REQUEST = "request", _("Sourcing requests")
    TENDER = "tender", _("Tenders")
