"""Interviews at firms, and offers of jobs. Source: domain 9.2, Match."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.cohorts import PERSON
from sharedgrowth.jobs.models.matching import Match
from sharedgrowth.jobs.models.vacancies import WAGE
from sharedgrowth.jobs.states.interviews import INTERVIEW_FLOW, OFFER_FLOW, TO_COME, InterviewState, OfferState
from sharedgrowth.jobs.states.vacancies import Employment


class Interview(models.Model):
    """When and where firm and trainee meet. ``version`` grows with each change: calendars follow it."""

    flow = INTERVIEW_FLOW
    badges = {
        InterviewState.PROPOSED: "wait",
        InterviewState.CONFIRMED: "info",
        InterviewState.HELD: "ok",
        InterviewState.MISSED: "bad",
        InterviewState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    match = models.ForeignKey(Match, models.CASCADE, related_name="interviews", verbose_name=_("match"))
    state = models.CharField(_("state"), max_length=10, choices=InterviewState, default=InterviewState.PROPOSED)
    begins_at = models.DateTimeField(pgettext_lazy("job interview", "begins"))
    minutes = models.PositiveSmallIntegerField(_("lasts (minutes)"), default=40)
    place = models.CharField(_("place or link"), max_length=200)
    contact = models.CharField(_("whom to ask for"), max_length=120)
    note = models.CharField(_("what to bring"), max_length=400, blank=True)
    asked = models.CharField(_("what the trainee asks for"), max_length=400, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("job interview")
        verbose_name_plural = _("job interviews")
        ordering = ["-begins_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["match"],
                condition=Q(state__in=sorted(TO_COME)),
                name="jobs_interview_one_to_come",
                violation_error_message=_("An interview is planned already: change its time instead."),
            ),
            models.CheckConstraint(
                name="jobs_interview_length",
                condition=Q(minutes__gte=10, minutes__lte=480),
                violation_error_message=_("An interview lasts between 10 minutes and 8 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.begins_at:%Y-%m-%d %H:%M}"

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application)."""
        return self.match.concerns_id


class Offer(models.Model):
    """A firm offers the job. What it says never changes; another offer is another row."""

    flow = OFFER_FLOW
    badges = {
        OfferState.MADE: "wait",
        OfferState.ACCEPTED: "ok",
        OfferState.DECLINED: "mute",
        OfferState.CANCELLED: "bad",
        OfferState.EXPIRED: "mute",
        OfferState.VOID: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    match = models.OneToOneField(Match, models.CASCADE, related_name="offer", verbose_name=_("match"))
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.MADE)
    employment = models.CharField(_("kind of employment"), max_length=8, choices=Employment)
    wage_won = models.DecimalField(_("base pay a month (won)"), **WAGE)
    starts_on = models.DateField(_("work begins on"))
    answer_by = models.DateField(pgettext_lazy("job offer", "answer by"))
    conditions = models.TextField(_("conditions"), max_length=3000, blank=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(pgettext_lazy("job offer", "made"), db_default=ClockTimestamp(), editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("job offer")
        verbose_name_plural = _("job offers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_offer_answered_before_work",
                condition=Q(starts_on__gte=F("answer_by")),
                violation_error_message=_("The answer comes before the work begins."),
            ),
            models.CheckConstraint(
                name="jobs_offer_pays",
                condition=Q(wage_won__gt=0),
                violation_error_message=_("Work is paid."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application)."""
        return self.match.concerns_id
