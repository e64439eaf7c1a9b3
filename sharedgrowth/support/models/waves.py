"""The Shared Growth Support Group: waves, experts in them, companies' requests, diagnosis, tasks. Source: domain 8."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.experts import Expert
from sharedgrowth.support.states.waves import (
    GROUP_FLOW,
    GROUP_OPEN,
    TASK_FLOW,
    WAVE_FLOW,
    CostBearer,
    Direction,
    EffectOwner,
    GroupState,
    GroupTaskState,
    SupportUnit,
    WaveState,
)

WON = {"max_digits": 15, "decimal_places": 0}
PART = {"max_digits": 3, "decimal_places": 2}
DAYS = {"max_digits": 6, "decimal_places": 1}


class SupportWave(models.Model):
    """A half year of the support group: how many companies, which experts with how many days."""

    flow = WAVE_FLOW
    badges = {
        WaveState.PLANNED: "mute",
        WaveState.OPEN: "ok",
        WaveState.SELECTING: "wait",
        WaveState.RUNNING: "info",
        WaveState.ENDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"), choices=[(1, _("first half")), (2, _("second half"))])
    capacity = models.PositiveSmallIntegerField(_("companies at most"))
    closes_on = models.DateField(_("requests until"))
    ends_on = models.DateField(_("ends on"))
    state = models.CharField(_("state"), max_length=10, choices=WaveState, default=WaveState.PLANNED)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("wave of the support group")
        verbose_name_plural = _("waves of the support group")
        ordering = ["-year", "-half"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "half"],
                name="wave_once_a_half_year",
                violation_error_message=_("This half year already has a wave."),
            ),
            models.UniqueConstraint(
                fields=["state"],
                name="wave_open_once",
                condition=Q(state=WaveState.OPEN),
                violation_error_message=_("Another wave takes requests."),
            ),
            models.CheckConstraint(
                name="wave_ends_after_it_closes",
                condition=Q(ends_on__gt=F("closes_on")),
                violation_error_message=_("A wave ends after it has closed for requests."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-H{self.half}"


class WaveExpert(models.Model):
    """An expert in a wave, and the days that the head of the unit has released."""

    wave = models.ForeignKey(SupportWave, models.CASCADE, related_name="experts")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="waves", verbose_name=_("expert"))
    days = models.DecimalField(_("days released"), **DAYS)
    planned = models.DecimalField(_("days planned"), **DAYS, default=0)
    released_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("released by"))

    class Meta:
        verbose_name = _("expert in a wave")
        verbose_name_plural = _("experts in waves")
        ordering = ["wave", "expert"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "expert"],
                name="expert_once_a_wave",
                violation_error_message=_("This expert is already in the wave."),
            ),
            models.CheckConstraint(
                name="wave_expert_not_overbooked",
                condition=Q(planned__gte=0, planned__lte=F("days")),
                violation_error_message=_("The expert has fewer days left in this wave."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.expert_id}"

    @property
    def left(self):
        """Days that can still be planned."""
        return self.days - self.planned


class GroupRequest(models.Model):
    """A company asks the support group; from the triage to the last task."""

    flow = GROUP_FLOW
    badges = {
        GroupState.REQUESTED: "wait",
        GroupState.TRIAGED: "wait",
        GroupState.ROUTED: "mute",
        GroupState.SELECTED: "ok",
        GroupState.NOT_SELECTED: "bad",
        GroupState.MOU_SIGNED: "info",
        GroupState.DIAGNOSIS: "info",
        GroupState.LISTED: "wait",
        GroupState.TASKS_AGREED: "info",
        GroupState.IN_PROGRESS: "info",
        GroupState.ON_HOLD: "wait",
        GroupState.CLOSED: "ok",
        GroupState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="group_requests", verbose_name=_("company"))
    wave = models.ForeignKey(
        SupportWave, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("wave")
    )
    state = models.CharField(_("state"), max_length=12, choices=GroupState, default=GroupState.REQUESTED)
    directions = models.JSONField(_("directions"), default=list)  # codes of Direction
    problem = models.TextField(_("problem"), max_length=3000)
    urgency = models.PositiveSmallIntegerField(_("urgency"), default=3)
    data = models.TextField(_("figures that show it"), max_length=2000, blank=True)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(pgettext_lazy("request", "asked"), db_default=ClockTimestamp(), editable=False)
    triage_due = models.DateField(_("answer due"))
    unit = models.CharField(_("unit"), max_length=10, choices=SupportUnit, blank=True)
    triage_note = models.TextField(_("note of the triage"), max_length=1000, blank=True)
    triaged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    triaged_at = models.DateTimeField(_("triaged"), null=True, editable=False)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, editable=False)
    company_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    company_signed_at = models.DateTimeField(_("signed by the company"), null=True, editable=False)
    buyer_signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    buyer_signed_at = models.DateTimeField(_("signed by the buyer"), null=True, editable=False)
    diagnosis_due = models.DateField(_("diagnosis due"), null=True, editable=False)
    findings = models.TextField(_("findings"), max_length=4000, blank=True)
    root_cause = models.TextField(_("root cause"), max_length=2000, blank=True)
    diagnosed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    agreed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    agreed_at = models.DateTimeField(_("list of tasks signed"), null=True, editable=False)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("request to the support group")
        verbose_name_plural = _("requests to the support group")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "triage_due"], name="group_request_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                name="group_request_open_once",
                condition=Q(state__in=sorted(GROUP_OPEN)),
                violation_error_message=_("A request of your company is already open."),
            ),
            models.CheckConstraint(
                name="group_request_urgency_1_to_5",
                condition=Q(urgency__gte=1, urgency__lte=5),
                violation_error_message=_("The urgency lies between 1 and 5."),
            ),
            models.CheckConstraint(
                name="group_request_satisfaction_1_to_5",
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=5),
                violation_error_message=_("The satisfaction lies between 1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GroupScore(models.Model):
    """What one member of the committee gives a request; each part from 0 to 1. Source: SGS-02."""

    append_only = True

    request = models.ForeignKey(GroupRequest, models.PROTECT, related_name="scores")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    severity = models.DecimalField(_("severity of the problem"), **PART)
    fit = models.DecimalField(_("fit with the expertise"), **PART)
    commitment = models.DecimalField(_("commitment of the company"), **PART)
    spillover = models.DecimalField(_("use for others"), **PART)
    note = models.CharField(_("note"), max_length=500)
    at = models.DateTimeField(_("at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("score of a request")
        verbose_name_plural = _("scores of requests")
        ordering = ["request", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "member"],
                name="group_score_once_a_member",
                violation_error_message=_("You have already scored this request."),
            ),
            models.CheckConstraint(
                name="group_score_parts_up_to_one",
                condition=Q(severity__gte=0, severity__lte=1, fit__gte=0, fit__lte=1)
                & Q(commitment__gte=0, commitment__lte=1, spillover__gte=0, spillover__lte=1),
                violation_error_message=_("Each part lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.member_id}"


class DiagnosisVisit(models.Model):
    """A visit of the diagnosis, with its safety form."""

    append_only = True

    request = models.ForeignKey(GroupRequest, models.PROTECT, related_name="visits")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="diagnosis_visits", verbose_name=_("expert"))
    visited_on = models.DateField(_("day"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    note = models.TextField(_("what was seen"), max_length=2000)
    hazards = models.JSONField(_("hazards on site"), default=list)  # codes of SiteHazard
    measures = models.TextField(_("protective measures"), max_length=1000)
    stop_work = models.TextField(_("work that has to stop"), max_length=1000, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("visit of a diagnosis")
        verbose_name_plural = _("visits of diagnoses")
        ordering = ["request", "visited_on", "id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.visited_on}"


class GroupTask(models.Model):
    """One task that the company has signed: who leads, who pays, what it brings, and where that is counted. SGS-05."""

    flow = TASK_FLOW
    badges = {
        GroupTaskState.PLANNED: "mute",
        GroupTaskState.IN_PROGRESS: "info",
        GroupTaskState.ON_HOLD: "wait",
        GroupTaskState.DONE: "info",
        GroupTaskState.MEASURED: "wait",
        GroupTaskState.VERIFIED: "ok",
        GroupTaskState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    request = models.ForeignKey(GroupRequest, models.PROTECT, related_name="tasks")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    title = models.CharField(_("title"), max_length=160)
    plan = models.TextField(_("plan"), max_length=3000)
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="group_tasks", verbose_name=_("lead expert"))
    days = models.DecimalField(_("days of the expert"), **DAYS)
    booked = models.JSONField(_("days by month"), default=dict, editable=False)  # {"2026-12": "1.5"}
    department = models.CharField(_("department"), max_length=120)
    cost_bearer = models.CharField(_("who pays"), max_length=8, choices=CostBearer)
    cost_won = models.DecimalField(_("cost (won)"), **WON, default=0)
    expected_won = models.DecimalField(_("expected effect in a year (won)"), **WON, default=0)
    soft = models.TextField(_("effects without money"), max_length=1000, blank=True)
    patents = models.PositiveSmallIntegerField(_("patents transferred"), default=0)
    owner = models.CharField(
        _("where the effect is counted"), max_length=8, choices=EffectOwner, default=EffectOwner.GROUP
    )
    owner_number = models.CharField(_("number of the project or task"), max_length=20, blank=True)
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=12, choices=GroupTaskState, default=GroupTaskState.PLANNED)
    done_on = models.DateField(_("done on"), null=True, editable=False)
    measured_won = models.DecimalField(_("measured effect in a year (won)"), **WON, null=True, editable=False)
    measured_from = models.DateField(_("measured from"), null=True, editable=False)
    measured_to = models.DateField(_("measured until"), null=True, editable=False)
    measurement = models.TextField(_("how it was measured"), max_length=2000, blank=True)
    measured_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_won = models.DecimalField(_("verified effect in the first year (won)"), **WON, null=True, editable=False)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("task of the support group")
        verbose_name_plural = _("tasks of the support group")
        ordering = ["request", "id"]
        constraints = [
            models.CheckConstraint(
                name="group_task_effect_has_one_owner",
                condition=Q(owner=EffectOwner.GROUP, owner_number="")
                | (~Q(owner=EffectOwner.GROUP) & ~Q(owner_number="")),
                violation_error_message=_("An effect counted elsewhere names the project or task that owns it."),
            ),
            models.CheckConstraint(
                name="group_task_verified_by_another",
                condition=Q(verified_by=None) | ~Q(verified_by=F("measured_by")),
                violation_error_message=_("Who measured does not verify."),
            ),
            models.CheckConstraint(
                name="group_task_takes_days",
                condition=Q(days__gt=0),
                violation_error_message=_("A task takes at least some days of its expert."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
