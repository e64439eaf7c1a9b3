"""WHEN: what happens to a notice by e-mail, and how a person wants to hear."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Delivery(TextChoices):
    """How a person gets the e-mails that are not essential."""

    IMMEDIATELY = "immediately", _("Immediately")
    DAILY = "daily", _("Once a day, in one e-mail")
    NEVER = "never", _("No e-mail")


class MailState(TextChoices):
    NONE = "none", _("No e-mail")
    DUE = "due", _("E-mail is being sent")
    DIGEST = "digest", _("Waits for the daily e-mail")
    SENT = "sent", _("E-mail sent")
