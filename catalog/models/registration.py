"""Sourcing groups, their announcements, and the applications of suppliers. Source: domain 1.1, 1.3, 1.7."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import ClassNode, in_language
from catalog.models.review import Appeal
from catalog.states import (
    APPLICATION_FLOW,
    CALL_FLOW,
    ESG_PASSES,
    ApplicationState,
    CallState,
    EsgVerdict,
    Outcome,
    ReliefMode,
)
from portal.clock import ClockTimestamp

USER = "people.User"
MARK: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}
SCORE: dict[str, Any] = {"max_digits": 7, "decimal_places": 4}  # Source: domain CNV-03
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class SourcingGroup(models.Model):
    """Goods that are bought together; who is registered for one may bid. Criteria and cancellation are published."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Capital letters, digits and hyphens."))],
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    requirements_ko = models.TextField(_("requirements (Korean)"), max_length=2000)
    requirements_en = models.TextField(_("requirements (English)"), max_length=2000, blank=True)
    cancellation_ko = models.TextField(_("when a registration is cancelled (Korean)"), max_length=2000)
    cancellation_en = models.TextField(_("when a registration is cancelled (English)"), max_length=2000, blank=True)
    classes = models.ManyToManyField(ClassNode, related_name="+", blank=True, verbose_name=_("classes"))
    pass_mark = models.DecimalField(_("pass mark"), **MARK, default=Decimal(80), validators=PERCENT)
    notice_days = models.PositiveSmallIntegerField(
        _("open for applications (days)"), default=30, validators=[MinValueValidator(1)]
    )
    valid_years = models.PositiveSmallIntegerField(
        _("registration lasts (years)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    in_use = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("sourcing group")
        verbose_name_plural = _("sourcing groups")
        constraints = [
            models.CheckConstraint(
                name="sourcing_group_pass_mark_in_range",
                condition=Q(pass_mark__gte=0, pass_mark__lte=100),
                violation_error_message=_("The pass mark lies between 0 and 100."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.name_ko, self.name_en)

    @property
    def requirements(self) -> str:
        """In the reader's language, else in Korean."""
        return in_language(self.requirements_ko, self.requirements_en)

    @property
    def cancellation(self) -> str:
        """In the reader's language, else in Korean."""
        return in_language(self.cancellation_ko, self.cancellation_en)


class GroupCriterion(models.Model):
    """What applicants of a group are rated by, and how much it weighs; all weights together are 100."""

    group = models.ForeignKey(SourcingGroup, models.CASCADE, related_name="criteria")
    code = models.SlugField(_("code"), max_length=20)
    name_ko = models.CharField(_("name (Korean)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    weight = models.DecimalField(_("weight"), **MARK, validators=[MinValueValidator(Decimal("0.01")), *PERCENT])
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="group_criterion_once"),
            models.CheckConstraint(
                name="group_criterion_weight_in_range",
                condition=Q(weight__gt=0, weight__lte=100),
                violation_error_message=_("A weight lies above 0 and at most at 100."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class GroupDocument(models.Model):
    """A document that an application for the group is to hold."""

    group = models.ForeignKey(SourcingGroup, models.CASCADE, related_name="documents")
    code = models.SlugField(_("code"), max_length=20)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    required = models.BooleanField(_("required"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("document needed")
        verbose_name_plural = _("documents needed")
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="group_document_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class GroupCall(models.Model):
    """An announcement: from when until when a group takes applications, and the terms they live under."""

    flow = CALL_FLOW
    badges = {CallState.ANNOUNCED: "info", CallState.CLOSED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(SourcingGroup, models.PROTECT, related_name="calls", verbose_name=_("sourcing group"))
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.ANNOUNCED)
    announced_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(_("announced"), db_default=ClockTimestamp())
    closes_at = models.DateTimeField(_("closes"))
    criteria = models.JSONField(default=list)  # as announced: [{code, name_ko, name_en, weight}]
    documents = models.JSONField(default=list)  # as announced: [{code, name_ko, name_en, required}]
    pass_mark = models.DecimalField(_("pass mark"), **MARK)
    relief_mode = models.CharField(_("relief"), max_length=10, choices=ReliefMode)
    relief_points = models.DecimalField(_("relief (points)"), **MARK)
    answer_days = models.PositiveSmallIntegerField()
    appeal_days = models.PositiveSmallIntegerField()
    document_days = models.PositiveSmallIntegerField()
    valid_years = models.PositiveSmallIntegerField()
    plan_ko = models.TextField(_("evaluation plan (Korean)"), max_length=2000, blank=True)
    plan_en = models.TextField(_("evaluation plan (English)"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-closes_at", "-id"]
        verbose_name = _("announcement of a sourcing group")
        verbose_name_plural = _("announcements of sourcing groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                name="group_call_one_open",
                condition=Q(state=CallState.ANNOUNCED),
                violation_error_message=_("This group is already open for applications."),
            ),
            models.CheckConstraint(
                name="group_call_closes_after_it_opens",
                condition=Q(closes_at__gt=F("announced_at")),
                violation_error_message=_("An announcement closes after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], name="group_call_closing", condition=Q(state="announced"))]

    def __str__(self) -> str:
        return f"{self.group} ({self.closes_at:%Y-%m-%d})"

    @property
    def plan(self) -> str:
        """The evaluation plan in the reader's language, else in Korean."""
        return in_language(self.plan_ko, self.plan_en)


class GroupApplication(models.Model):
    """A company that wants to be registered for a group: what it says, how it was rated, what was decided."""

    flow = APPLICATION_FLOW
    badges = {
        ApplicationState.APPLIED: "wait",
        ApplicationState.DOC_CHECK: "wait",
        ApplicationState.EVALUATION: "wait",
        ApplicationState.ESG_GATE: "wait",
        ApplicationState.DECIDED: "info",
        ApplicationState.NOTIFIED: "info",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(GroupCall, models.PROTECT, related_name="applications")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="group_applications")
    state = models.CharField(_("state"), max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    answers = models.JSONField(default=dict)  # {code of a criterion: what speaks for the company}
    references = models.TextField(_("references"), max_length=2000, blank=True)
    certificates = models.ManyToManyField("people.Certificate", related_name="+", blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    applied_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("what is missing"), max_length=1000, blank=True)
    documents_until = models.DateField(_("missing documents until"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=1, editable=False)  # of the evaluation
    scored_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    base_score = models.DecimalField(_("points by criteria"), **SCORE, null=True, blank=True)
    esg_verdict = models.CharField(_("ESG entry gate"), max_length=15, choices=EsgVerdict, blank=True)
    esg_reason = models.CharField(_("reason at the gate"), max_length=1000, blank=True)
    esg_until = models.DateField(_("gate valid until"), null=True, blank=True)
    esg_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome, blank=True)
    score = models.DecimalField(_("score"), **SCORE, null=True, blank=True)
    pass_mark = models.DecimalField(_("pass mark applied"), **MARK, null=True, blank=True)
    relief = models.CharField(_("relief by"), max_length=20, blank=True)  # kind of the certificate
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason of the decision"), max_length=1000, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateField(_("appeal until"), null=True, blank=True)
    valid_to = models.DateField(_("registered until"), null=True, blank=True)
    recheck_on = models.DateField(_("next yearly check"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("application for registration")
        verbose_name_plural = _("applications for registration")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "company"],
                name="group_application_once",
                condition=~Q(state=ApplicationState.WITHDRAWN),
                violation_error_message=_("Your company already has an application for this announcement."),
            ),
            models.CheckConstraint(
                name="group_application_two_people",
                condition=Q(decided_by=None)
                | (
                    (Q(checked_by=None) | ~Q(decided_by=F("checked_by")))
                    & (Q(scored_by=None) | ~Q(decided_by=F("scored_by")))
                    & (Q(esg_by=None) | ~Q(decided_by=F("esg_by")))
                ),
                violation_error_message=_("Who checked or evaluated an application may not decide it."),
            ),
            models.CheckConstraint(
                name="group_application_decided_has_outcome",
                condition=~Q(state__in=[ApplicationState.DECIDED, ApplicationState.NOTIFIED])
                | (~Q(outcome="") & Q(score__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("A decided application has an outcome and a score."),
            ),
            models.CheckConstraint(
                name="group_application_pass_through_gate",
                condition=~Q(outcome=Outcome.PASS) | Q(esg_verdict__in=ESG_PASSES, score__gte=F("pass_mark")),
                violation_error_message=_("Registered is who reaches the pass mark and passes the ESG entry gate."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="group_application_company"),
            models.Index(fields=["state", "id"], name="group_application_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.call.group}"

    @property
    def has_passed(self) -> bool:
        """Whether it was decided that the company is registered."""
        return self.outcome == Outcome.PASS


class ApplicationDocument(models.Model):
    """A file of an application, for one of the documents needed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(GroupApplication, models.CASCADE, related_name="documents")
    code = models.SlugField(max_length=20)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        constraints = [models.UniqueConstraint(fields=["application", "file"], name="application_document_once")]

    def __str__(self) -> str:
        return self.file.name


class ApplicationRating(models.Model):
    """How one evaluator rates one criterion in one round, and why. Append-only: an evaluator rates once per round."""

    append_only = True

    application = models.ForeignKey(GroupApplication, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    criterion = models.SlugField(max_length=20)
    rating = models.DecimalField(_("rating"), max_digits=4, decimal_places=2)  # 0.00-1.00
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round", "criterion", "by"],
                name="application_rating_once",
                violation_error_message=_("You have already rated this application."),
            ),
            models.CheckConstraint(
                name="application_rating_in_range",
                condition=Q(rating__gte=0, rating__lte=1),
                violation_error_message=_("A rating lies between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.rating}"


class RegistrationAppeal(Appeal):
    """Against a decision not to register a company."""

    application = models.ForeignKey(GroupApplication, models.PROTECT, related_name="appeals")
    round = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("appeal about a registration")
        verbose_name_plural = _("appeals about registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round"],
                name="registration_appeal_once",
                violation_error_message=_("An appeal against this decision was already made."),
            ),
            models.CheckConstraint(
                name="registration_appeal_another_decides",
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=F("against")),
                violation_error_message=_("Who decided before does not decide the appeal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number} · {self.get_state_display()}"
