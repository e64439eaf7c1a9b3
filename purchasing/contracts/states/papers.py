"""WHEN: what a file of a delivery is."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class PaperKind(TextChoices):
    NOTE = "note", pgettext_lazy("delivery file", "Delivery note")
    PHOTO = "photo", pgettext_lazy("delivery file", "Photo of the inspection")
    OTHER = "other", pgettext_lazy("delivery file", "Other paper")
