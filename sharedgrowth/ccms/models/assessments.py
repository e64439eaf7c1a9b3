"""Self-assessments of units and companies, their answers, results, flags; what is published. Source: domain 14."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.ccms.models.modules import PERSON, Module, is_english
from sharedgrowth.ccms.models.sets import AssessmentSet, Item
from sharedgrowth.ccms.states import ASSESSMENT_FLOW, AssessmentState, FlagKind, Level

INDEX: dict[str, Any] = {"max_digits": 7, "decimal_places": 4}


class Unit(models.Model):
    """A unit of the buying group that assesses itself: a plant, a division, a group company."""

    name_ko = models.CharField(_("name (Korean)"), max_length=80, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80, unique=True)
    in_use = models.BooleanField(_("in use"), default=True)
    members: models.ManyToManyField = models.ManyToManyField(
        PERSON, blank=True, related_name="ccms_units", verbose_name=_("members")
    )

    class Meta:
        verbose_name = pgettext_lazy("ccms", "unit")
        verbose_name_plural = pgettext_lazy("ccms", "units")
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_en if is_english() else self.name_ko


class SelfAssessment(models.Model):
    """A unit or an outside company answers a set of statements about itself."""

    flow = ASSESSMENT_FLOW
    badges = {
        AssessmentState.OPEN: "draft",
        AssessmentState.SUBMITTED: "wait",
        AssessmentState.CONFIRMED: "ok",
        AssessmentState.MISSED: "late",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    set = models.ForeignKey(AssessmentSet, models.PROTECT, related_name="assessments")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="assessments", verbose_name=pgettext_lazy("ccms", "unit")
    )
    company = models.ForeignKey(
        "people.Company", models.PROTECT, null=True, related_name="+", verbose_name=_("company")
    )
    state = models.CharField(_("state"), max_length=10, choices=AssessmentState, default=AssessmentState.OPEN)
    remark = models.TextField(_("what the second person said"), max_length=1000, blank=True, editable=False)
    overall = models.DecimalField(_("overall index"), **INDEX, null=True, editable=False)
    opened_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    document = models.TextField(blank=True, editable=False)  # set, answers and results as confirmed
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "self-assessment")
        verbose_name_plural = pgettext_lazy("ccms", "self-assessments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="ccms_assessment_of_one",
                condition=Q(unit__isnull=False, company=None) | Q(unit=None, company__isnull=False),
                violation_error_message=_("A self-assessment is of a unit or of a company."),
            ),
            models.UniqueConstraint(
                fields=["set", "unit"],
                condition=Q(unit__isnull=False),
                name="ccms_assessment_unit_once",
                violation_error_message=_("The unit has its self-assessment of this year."),
            ),
            models.UniqueConstraint(
                fields=["set", "company"],
                condition=Q(company__isnull=False),
                name="ccms_assessment_company_once",
                violation_error_message=_("Your company has begun this self-assessment already."),
            ),
            models.CheckConstraint(
                name="ccms_assessment_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("submitted_by")),
                violation_error_message=_("Who handed it in does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def who(self) -> str:
        """The unit or the company, by name."""
        return self.unit.name if self.unit is not None else self.company.name if self.company is not None else ""


class Answer(models.Model):
    """One statement answered: a level with its reason and, from level 4, evidence and a second person. CCM-03."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(pgettext_lazy("ccms", "level"), choices=Level, null=True, blank=True)
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    reason = models.TextField(_("why this level"), max_length=1000, blank=True)
    evidence = models.CharField(_("where the evidence lies"), max_length=300, blank=True)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    edition = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    accepted = models.BooleanField(_("accepted by a second person"), null=True, editable=False)
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    note = models.CharField(_("note of the second person"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "answer")
        verbose_name_plural = pgettext_lazy("ccms", "answers")
        ordering = ["assessment", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "item"],
                name="ccms_answer_once",
                violation_error_message=_("Somebody else has just answered this statement."),
            ),
            models.CheckConstraint(
                name="ccms_answer_level_or_nothing",
                condition=Q(level__isnull=True) | (Q(level__gte=1, level__lte=5, not_applicable=False)),
                violation_error_message=_("A statement has a level, or it does not apply."),
            ),
            models.CheckConstraint(
                name="ccms_answer_by_two_people",
                condition=Q(accepted_by=None) | ~Q(accepted_by=models.F("changed_by")),
                violation_error_message=_("Who gave an answer does not accept it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.item_id}"


class ModuleResult(models.Model):
    """A module of a confirmed self-assessment: append-only."""

    append_only = True

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="results")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+")
    mean = models.DecimalField(_("mean level"), **INDEX, null=True)
    index = models.DecimalField(_("index"), **INDEX, null=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "result of a module")
        verbose_name_plural = pgettext_lazy("ccms", "results of modules")
        ordering = ["assessment", "module"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "module"],
                name="ccms_result_once",
                violation_error_message=_("A module has one result."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.module_id}"


class Flag(models.Model):
    """Something that a second person looks at before confirming."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="flags")
    kind = models.CharField(pgettext_lazy("ccms", "flag"), max_length=10, choices=FlagKind)
    raised_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    cleared_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    cleared_at = models.DateTimeField(null=True, editable=False)
    note = models.CharField(_("why it stands all the same"), max_length=500, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "flag")
        verbose_name_plural = pgettext_lazy("ccms", "flags")
        ordering = ["assessment", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind"],
                name="ccms_flag_once",
                violation_error_message=_("The flag is raised already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.kind}"


class PublishedResult(models.Model):
    """The mean over all units of a year, by module (None: of the whole): append-only. CCM-04, CCM-05."""

    append_only = True

    set = models.ForeignKey(AssessmentSet, models.PROTECT, related_name="published_results")
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="+")
    units = models.PositiveSmallIntegerField(_("units counted"))
    index = models.DecimalField(_("index"), **INDEX, null=True)  # None: too few units to say
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "published result")
        verbose_name_plural = pgettext_lazy("ccms", "published results")
        ordering = ["set", "module"]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "module"],
                nulls_distinct=False,
                name="ccms_published_once",
                violation_error_message=_("The results of this year are published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set_id}: {self.module_id or 'all'}"


class KeptRun(models.Model):
    """An anonymous run that its reader wanted to keep: found by its secret alone, gone on a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    set = models.ForeignKey(AssessmentSet, models.PROTECT, related_name="+")
    levels = models.JSONField(_("levels"))  # code of the statement → 1 to 5; nothing else is kept
    kept_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = pgettext_lazy("ccms", "kept anonymous run")
        verbose_name_plural = pgettext_lazy("ccms", "kept anonymous runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.set_id}: {self.until}"
