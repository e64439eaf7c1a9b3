"""WHEN: what the virus scan said of a file."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScanState(TextChoices):
    UNSCANNED = "unscanned", _("Not scanned")
    CLEAN = "clean", _("Scanned, clean")
    INFECTED = "infected", _("Blocked by the virus scan")
