"""WHEN: what a firm answers about a placement. Source: domain 9.2, YDC-07."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Retention(TextChoices):
    """Whether the person still works there."""

    EMPLOYED = "employed", pgettext_lazy("retention", "Still employed")
    LEFT = "left", pgettext_lazy("retention", "Has left")


MONTHS = (1, 3, 6, 12)  # after the start of work
