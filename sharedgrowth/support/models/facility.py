"""Facility solutions: checklists by version, inspections on site, faults from finding to closing. Source: domain 8."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.labs import told
from sharedgrowth.support.states.facility import (
    CHECKLIST_FLOW,
    FAULT_FLOW,
    INSPECTION_FLOW,
    ChecklistState,
    CheckVerdict,
    FaultSeverity,
    FaultState,
    InspectionState,
)


class Checklist(models.Model):
    """One version of a checklist; an inspection keeps the version it was planned with."""

    flow = CHECKLIST_FLOW
    badges = {
        ChecklistState.DRAFT: "mute",
        ChecklistState.PROPOSED: "wait",
        ChecklistState.PUBLISHED: "ok",
        ChecklistState.SUPERSEDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=ChecklistState, default=ChecklistState.DRAFT)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("checklist", "published"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="checklist_version_once",
                violation_error_message=_("This version already exists."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="checklist_in_force_in_one_version",
                condition=Q(state=ChecklistState.PUBLISHED),
                violation_error_message=_("Another version of this checklist is in force."),
            ),
            models.CheckConstraint(
                name="checklist_by_two_people",
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                violation_error_message=_("Who wrote the checklist does not publish it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return told(self, "title")


class ChecklistItem(models.Model):
    """One thing to look at."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    no = models.PositiveSmallIntegerField(_("no."))
    text_ko = models.CharField(_("what is looked at (Korean)"), max_length=300)
    text_en = models.CharField(_("what is looked at (English)"), max_length=300)
    severity = models.CharField(
        _("usual severity"), max_length=6, choices=FaultSeverity, default=FaultSeverity.MEDIUM
    )  # offered to the inspector, who decides

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering = ["checklist", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "no"],
                name="checklist_items_in_order",
                violation_error_message=_("This number is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.checklist_id}/{self.no}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return told(self, "text")


class FacilityInspection(models.Model):
    """A visit by a facility expert, with its safety form, answers and faults."""

    flow = INSPECTION_FLOW
    badges = {
        InspectionState.PLANNED: "wait",
        InspectionState.ON_SITE: "info",
        InspectionState.REPORTED: "warn",
        InspectionState.CLOSED: "ok",
        InspectionState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="inspections", verbose_name=_("company"))
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="inspections", verbose_name=_("checklist"))
    inspector = models.ForeignKey(PERSON, models.PROTECT, related_name="inspections", verbose_name=_("inspector"))
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    project = models.ForeignKey(
        "support.Project", models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name=_("project")
    )
    state = models.CharField(_("state"), max_length=10, choices=InspectionState, default=InspectionState.PLANNED)
    planned_on = models.DateField(_("day"))
    site = models.CharField(pgettext_lazy("inspection", "site"), max_length=200)
    subject = models.CharField(_("what is inspected"), max_length=200)
    hazards = models.JSONField(_("hazards on site"), default=list, blank=True)  # codes of SiteHazard
    measures = models.TextField(_("protective measures"), max_length=1000, blank=True)
    safety_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    safety_at = models.DateTimeField(_("safety form"), null=True, editable=False)
    summary = models.TextField(_("summary"), max_length=3000, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("facility inspection")
        verbose_name_plural = _("facility inspections")
        ordering = ["-planned_on", "-id"]
        indexes = [models.Index(fields=["company", "state"], name="inspection_of_company")]
        constraints = [
            models.CheckConstraint(
                name="inspection_begins_with_its_safety_form",
                condition=Q(state__in=[InspectionState.PLANNED, InspectionState.CANCELLED])
                | Q(safety_at__isnull=False),
                violation_error_message=_("A visit begins once its safety form is filled in."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class InspectionAnswer(models.Model):
    """What the inspector says of one item."""

    inspection = models.ForeignKey(FacilityInspection, models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=5, choices=CheckVerdict)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer of an inspection")
        verbose_name_plural = _("answers of inspections")
        ordering = ["inspection", "item__no"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "item"],
                name="inspection_answers_an_item_once",
                violation_error_message=_("This item is already answered."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}/{self.item_id}"


class FacilityFault(models.Model):
    """Something that is to be mended: severity, recommendation, who closed it. Stop work is told at once (SGS-07)."""

    flow = FAULT_FLOW
    badges = {FaultState.OPEN: "bad", FaultState.FIXED: "wait", FaultState.CLOSED: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(FacilityInspection, models.PROTECT, related_name="faults")
    no = models.PositiveSmallIntegerField(_("no."))
    item = models.ForeignKey(ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+")
    severity = models.CharField(_("severity"), max_length=6, choices=FaultSeverity)
    text = models.TextField(_("what was found"), max_length=1000)
    recommendation = models.TextField(_("recommendation"), max_length=1000)
    photo = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=6, choices=FaultState, default=FaultState.OPEN)
    fixed_text = models.TextField(_("what was done"), max_length=1000, blank=True)
    fixed_file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, related_name="+")
    fixed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    fixed_at = models.DateTimeField(_("mended"), null=True, editable=False)
    remark = models.CharField(_("remark of the inspector"), max_length=500, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("fault", "closed"), null=True, editable=False)
    stop_seen_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    stop_seen_at = models.DateTimeField(_("stop of work confirmed"), null=True, editable=False)
    found_at = models.DateTimeField(pgettext_lazy("fault", "found"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("fault of a facility")
        verbose_name_plural = _("faults of facilities")
        ordering = ["inspection", "no"]
        indexes = [models.Index(fields=["state", "due_on"], name="fault_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "no"],
                name="inspection_faults_in_order",
                violation_error_message=_("This number is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}/{self.no}"
