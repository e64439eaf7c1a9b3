"""Numbers that staff change are dated rows: which terms were in force on a day."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from portal.clock import ClockTimestamp


class DatedTerms(models.Model):
    """One version of an app's terms, in force from ``valid_from`` until a later row begins."""

    valid_from = models.DateField(unique=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-valid_from"]
        get_latest_by = "valid_from"


class FourEyesTerms(DatedTerms):
    """Terms that count once a second person has approved them. Source: domain CNV-07, CNV-09, SOD-15."""

    entered_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta(DatedTerms.Meta):
        abstract = True

    @property
    def is_approved(self) -> bool:
        """Whether they count from their day on: the first ones came with the portal."""
        return self.entered_by_id is None or self.approved_by_id is not None


Approved = TypeVar("Approved", bound=FourEyesTerms)


def in_force(terms: type[DatedTerms], on: date):
    """The row of ``terms`` in force on the day ``on``; raises DoesNotExist when none has begun."""
    return terms.objects.filter(valid_from__lte=on).latest()


def approved_until(terms: type[Approved], on: date) -> QuerySet[Approved]:
    """The rows that a second person has approved and that have begun by the day ``on``, the newest first."""
    counted = Q(entered_by=None) | Q(approved_by__isnull=False)
    return terms._default_manager.filter(counted, valid_from__lte=on).order_by("-valid_from")


def approved_in_force(terms: type[Approved], on: date) -> Approved:
    """The row that a second person has approved and that is in force on the day ``on``."""
    return approved_until(terms, on).latest("valid_from")
