"""Visits to a company: the risk form before, the report after; what has to stop at once. Source: domain 7.2, SGS-07."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.encrypted.fields import EncryptedCharField
from portal.files.models import File
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.experts import Expert
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.states.plans import VISIT_FLOW, VisitState


class Visit(models.Model):
    """A day of an expert at a company. ``key`` makes its report safe to send again after the line was lost."""

    flow = VISIT_FLOW
    badges = {
        VisitState.PLANNED: "wait",
        VisitState.SAFE: "info",
        VisitState.REPORTED: "ok",
        VisitState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="visits", verbose_name=_("project"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="visits", verbose_name=_("expert"))
    state = models.CharField(_("state"), max_length=10, choices=VisitState, default=VisitState.PLANNED)
    planned_on = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"))
    site = models.CharField(_("site of the visit"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=300)
    planned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    planned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    visited_on = models.DateField(_("visited on"), null=True, editable=False)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, null=True, editable=False)
    findings = models.TextField(_("what was seen"), max_length=4000, blank=True, editable=False)
    advice = models.TextField(_("what was advised"), max_length=4000, blank=True, editable=False)
    next_steps = models.TextField(_("next steps"), max_length=2000, blank=True, editable=False)
    met = models.CharField(_("people met"), max_length=300, blank=True, editable=False)
    photos = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("pictures"))
    stop_work = models.BooleanField(_("work has to stop"), default=False, editable=False)
    stop_text = models.TextField(_("what has to stop, and why"), max_length=2000, blank=True, editable=False)
    key = models.UUIDField(null=True, unique=True, editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reported_at = models.DateTimeField(_("reported"), null=True, editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(_("read by the company"), null=True, editable=False)
    stop_answer = models.TextField(_("what the company did"), max_length=2000, blank=True, editable=False)
    stop_answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-planned_on", "-id"]
        indexes = [models.Index(fields=["expert", "planned_on"], name="visit_agenda")]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "planned_on", "begins"],
                condition=~Q(state=VisitState.CANCELLED),
                name="visit_one_at_a_time",
                violation_error_message=_("The expert already has a visit at this time."),
            ),
            models.CheckConstraint(
                name="visit_hours_of_a_day",
                condition=Q(hours=None) | Q(hours__gt=0, hours__lte=24),
                violation_error_message=_("A visit takes more than zero and at most 24 hours."),
            ),
            models.CheckConstraint(
                name="visit_stop_says_what",
                condition=Q(stop_work=False) | ~Q(stop_text=""),
                violation_error_message=_("Say what has to stop, and why."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SafetyForm(models.Model):
    """Filled in before each visit; another day asks for another one (SGS-07)."""

    append_only = True

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="safety_forms", verbose_name=_("visit"))
    hazards = models.JSONField(_("hazards"), default=list)
    protection = models.JSONField(_("protective equipment"), default=list)
    other = models.CharField(_("other hazards"), max_length=300, blank=True)
    contact = EncryptedCharField(_("who receives and guides at the site"), max_length=120)
    emergency = EncryptedCharField(_("telephone in an emergency"), max_length=40)
    briefed = models.BooleanField(_("safety briefing is agreed"), default=False)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("safety form")
        verbose_name_plural = _("safety forms")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.visit_id}"
