"""Numbers that staff change are dated rows: which terms were in force on a day."""

from datetime import date

from django.db import models


class DatedTerms(models.Model):
    """One version of an app's terms, in force from ``valid_from`` until a later row begins."""

    valid_from = models.DateField(unique=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-valid_from"]
        get_latest_by = "valid_from"


def in_force(terms: type[DatedTerms], on: date):
    """The row of ``terms`` in force on the day ``on``; raises DoesNotExist when none has begun."""
    return terms.objects.filter(valid_from__lte=on).latest()
