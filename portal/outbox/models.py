"""WHAT: an announcement waiting for delivery, and the ledger of periodic jobs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp


class Event(models.Model):
    """One announcement. ``done`` lists the handlers that have heard it; they are not asked again after a failure.

    What waits for somebody outside has a lane of its own, in which nothing else waits.
    """

    name = models.CharField(_("name"), max_length=80)
    lane = models.CharField(_("lane"), max_length=20, blank=True, default="", db_default="")  # "": the relay's own
    payload = models.JSONField(_("payload"), default=dict)  # ids only
    announced_at = models.DateTimeField(_("announced at"), db_default=ClockTimestamp(), editable=False)
    next_at = models.DateTimeField(_("next try"), db_default=ClockTimestamp())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done = models.JSONField(_("heard by"), default=list)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    dead = models.BooleanField(_("given up"), default=False)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["lane", "next_at"], name="event_due_in_lane", condition=Q(delivered_at=None, dead=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class JobRun(models.Model):
    """That a periodic job ran for a period: two schedulers cannot run it twice.

    What fails is undone with its row, and found again: its error is kept under the job's name in the code.
    """

    name = models.CharField(_("job"), max_length=80)
    period = models.CharField(_("period"), max_length=40)
    started_at = models.DateTimeField(_("started at"), db_default=ClockTimestamp(), editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True, db_default="")

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        constraints = [models.UniqueConstraint(fields=["name", "period"], name="job_once_per_period")]
        indexes = [models.Index(fields=["name"], name="job_outcome", condition=Q(period="failed"))]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
