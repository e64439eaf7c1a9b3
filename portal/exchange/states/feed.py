"""WHEN: what a line of the change feed says of a thing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChangeKind(TextChoices):
    """``changed``: read it (again). ``gone``: it can no longer be read."""

    CHANGED = "changed", pgettext_lazy("change feed", "Changed")
    GONE = "gone", _("No longer visible")
