"""What is asked of an applicant before its review, and the clock that each stage runs by. Source: domain 7.3, 8."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import Application
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.states import Stage


class InfoRequest(models.Model):
    """More is asked for: until when, what was answered. Without an answer the screening goes on with what is there."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="info_requests", verbose_name=_("application"), editable=False
    )
    text = models.TextField(_("what is asked for"), max_length=2000)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(pgettext_lazy("request", "asked"), db_default=ClockTimestamp(), editable=False)
    due_on = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    files = models.ManyToManyField("files.File", blank=True, related_name="+", verbose_name=_("files"))
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(pgettext_lazy("request", "answered"), null=True, editable=False)
    lapsed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("request for more")
        verbose_name_plural = _("requests for more")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None, lapsed_at=None),
                name="info_request_once_at_a_time",
                violation_error_message=_("The applicant has not answered the last request yet."),
            ),
            models.CheckConstraint(
                name="info_request_ends_once",
                condition=Q(answered_at=None) | Q(lapsed_at=None),
                violation_error_message=_("A request is answered or over, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether the answer is awaited."""
        return self.answered_at is None and self.lapsed_at is None


class StageClock(models.Model):
    """How long a stage of an application may take, as the programme promises, and how long it took.

    ``paused``: business days in which the applicant was asked; they do not count.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="clocks", verbose_name=_("application"), editable=False
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    promised_days = models.PositiveSmallIntegerField(_("promised (business days)"))
    started_on = models.DateField(_("started"))
    due_on = models.DateField(_("due"))
    paused = models.PositiveSmallIntegerField(_("waited for the applicant (business days)"), default=0)
    ended_on = models.DateField(_("ended"), null=True)
    took_days = models.PositiveSmallIntegerField(_("took (business days)"), null=True)

    class Meta:
        verbose_name = _("clock of a stage")
        verbose_name_plural = _("clocks of stages")
        ordering = ["application", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(ended_on=None), name="stage_clock_running")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage"],
                name="stage_clock_once",
                violation_error_message=_("This stage already runs by its clock."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.stage}"
