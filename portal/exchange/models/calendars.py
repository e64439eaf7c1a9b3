"""A secret address under which a person's own calendar program asks for the dates of its company."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp


class CalendarFeed(models.Model):
    """The address is shown once; only its hash is kept. Who ends it, ends it for good."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=60)
    kinds = ArrayField(models.CharField(max_length=30), verbose_name=_("what it shows"))
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)
    used_on = models.DateField(_("last asked for"), null=True, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "company", "name"],
                name="calendar_feed_name_once",
                violation_error_message=_("You already have a calendar address with this name."),
            ),
            models.CheckConstraint(
                name="calendar_feed_shows_something",
                condition=Q(kinds__len__gt=0) & ~Q(name=""),
                violation_error_message=_("Choose what the calendar shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
