"""People who help: consultants from outside and experts of the buyer. Source: domain 8, 16 (CN)."""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.states.experts import ASSIGNMENT_FLOW, AssignmentState, Discipline

DAYS: dict[str, Any] = {"max_digits": 5, "decimal_places": 1}


class Expert(models.Model):
    """The profile of a person who advises companies."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(PERSON, models.PROTECT, related_name="expert", verbose_name=_("person"))
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    disciplines = models.JSONField(_("disciplines"), default=list, blank=True)  # values of states.experts.Discipline
    days_a_month = models.DecimalField(_("days a month"), **DAYS, default=Decimal(8))
    head = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("head of the unit")
    )
    years = models.PositiveSmallIntegerField(_("years of experience"), default=0)
    about_ko = models.TextField(_("about (Korean)"), max_length=1000, blank=True)
    about_en = models.TextField(_("about (English)"), max_length=1000, blank=True)
    active = models.BooleanField(_("takes projects"), default=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="expert_days_of_a_month",
                condition=Q(days_a_month__gte=0, days_a_month__lte=31),
                violation_error_message=_("A month has between 0 and 31 days."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def skills(self) -> list[str]:
        """Names of the disciplines, in the reader's language."""
        return [str(Discipline(value).label) for value in self.disciplines if value in Discipline.values]


class ExpertMonth(models.Model):
    """A month of an expert: what there is, what is absent, what is planned. Kept under its row lock (SGS-01)."""

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="months", verbose_name=_("expert"))
    month = models.DateField(_("month"))  # its first day
    capacity = models.DecimalField(_("days available"), **DAYS)
    absent = models.DecimalField(_("days absent"), **DAYS, default=Decimal(0))
    planned = models.DecimalField(_("days planned"), **DAYS, default=Decimal(0))

    class Meta:
        verbose_name = _("month of an expert")
        verbose_name_plural = _("months of experts")
        ordering = ["expert", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "month"],
                name="expert_month_once",
                violation_error_message=_("This month is already there."),
            ),
            models.CheckConstraint(
                name="expert_never_overbooked",
                condition=Q(planned__gte=0, absent__gte=0, planned__lte=F("capacity") - F("absent")),
                violation_error_message=_("The expert has not so many days left in this month."),
            ),
            models.CheckConstraint(
                name="expert_month_begins_on_first",
                condition=Q(month__day=1),
                violation_error_message=_("A month is written by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.month:%Y-%m}"

    @property
    def free(self) -> Decimal:
        """Days that can still be planned."""
        return self.capacity - self.absent - self.planned


class Absence(models.Model):
    """Days on which an expert is away."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="absences", verbose_name=_("expert"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.CharField(_("note"), max_length=120, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["expert", "begins_on"]
        constraints = [
            models.CheckConstraint(
                name="absence_in_order",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.begins_on}"


class Assignment(models.Model):
    """An expert works for a project: asked for by the officer, released by the head of the unit."""

    flow = ASSIGNMENT_FLOW
    badges = {
        AssignmentState.ASKED: "wait",
        AssignmentState.RELEASED: "ok",
        AssignmentState.REFUSED: "bad",
        AssignmentState.ENDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments", verbose_name=_("expert"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="assignments", verbose_name=_("project"))
    state = models.CharField(_("state"), max_length=10, choices=AssignmentState, default=AssignmentState.ASKED)
    lead = models.BooleanField(_("leads"), default=False)
    sees_costs = models.BooleanField(_("sees the company's costs"), default=True)
    task = models.CharField(_("task"), max_length=300)
    days = models.JSONField(_("days by month"), default=dict)  # {"2027-01": "4.0"}
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("assignment of an expert")
        verbose_name_plural = _("assignments of experts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "project"],
                condition=Q(state__in=["asked", "released"]),
                name="assignment_once",
                violation_error_message=_("The expert already works for this project."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(lead=True, state__in=["asked", "released"]),
                name="assignment_one_lead",
                violation_error_message=_("Another expert already leads this project."),
            ),
            models.CheckConstraint(
                name="assignment_by_two_people",
                condition=Q(decided_by=None) | Q(state="ended") | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Who asked for the expert does not release the expert."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.project_id}"


class CostAccess(models.Model):
    """This person has seen a company's costs: for some months out of tenders that it bids in (SGS-03, SOD-14)."""

    append_only = True

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    on = models.DateField(_("day"))
    until = models.DateField(_("out of tenders until"))
    about = models.CharField(_("about"), max_length=60)  # number of the project, visit or task
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("access to costs")
        verbose_name_plural = _("accesses to costs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "until"], name="cost_access_wall")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.company_id} {self.on}"
