"""WHAT: who looked at whose personal data, which fields, when, why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp


class Look(models.Model):
    """One look at personal data without its mask. Append-only, kept at least two years. Source: domain PII-08.

    Who, whose, which fields, when, why. ``about`` names the thing (``jobs.application:12``); ``count`` is above one
    where a list or an export showed many people at once (then ``subject`` is empty).
    """

    append_only = True
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks_taken", verbose_name=_("who looked")
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="looks", verbose_name=_("at whose data")
    )
    fields = models.JSONField(_("which fields"))  # a list of short words
    why = models.CharField(_("why"), max_length=300)
    about = models.CharField(pgettext_lazy("privacy", "about"), max_length=80, blank=True)
    count = models.PositiveIntegerField(_("persons"), default=1)
    at = models.DateTimeField(_("when"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "-id"], name="look_at_subject"),
            models.Index(fields=["reader", "-id"], name="look_by_reader"),
            models.Index(fields=["at"], name="look_at_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="look_says_why",
                condition=Q(why__gt=""),
                violation_error_message=_("A look at personal data says why."),
            ),
            models.CheckConstraint(
                name="look_is_at_somebody",
                condition=Q(subject__isnull=False, count=1) | Q(subject=None, count__gte=1),
                violation_error_message=_("A look is at one person, or at a number of people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.subject_id} {self.about}"
