"""An application of a person to a cohort. What tells who it is lies in ``Identity``, apart from what is judged.

Destroyed, an application keeps its number, cohort and outcome: a figure without a person. Source: domain 9.2, PII-06.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.encrypted.fields import BlindIndexField, EncryptedCharField, EncryptedDateField, EncryptedTextField
from sharedgrowth.jobs.models.cohorts import PERSON, Cohort, Question
from sharedgrowth.jobs.states import APPLICATION_FLOW, LIVE, TRAINEES, ApplicationState, Education, PaperState

POINTS = {"max_digits": 5, "decimal_places": 2, "null": True, "editable": False}


class Application(models.Model):
    """Judged by its ``code``; ``user`` is nobody once the data has been destroyed."""

    flow = APPLICATION_FLOW
    badges = {
        ApplicationState.DRAFT: "draft",
        ApplicationState.SUBMITTED: "info",
        ApplicationState.DOC_PASSED: "info",
        ApplicationState.DOC_FAILED: "bad",
        ApplicationState.INTERVIEWED: "info",
        ApplicationState.SELECTED: "ok",
        ApplicationState.WAITLIST: "wait",
        ApplicationState.FAILED: "bad",
        ApplicationState.ENROLLED: "info",
        ApplicationState.COMPLETED: "ok",
        ApplicationState.DROPPED: "bad",
        ApplicationState.WITHDRAWN: "mute",
        ApplicationState.LAPSED: "mute",
        ApplicationState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    code = models.CharField(_("code name"), max_length=12, editable=False)  # what reviewers see
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="applications", verbose_name=_("cohort"))
    user = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="job_applications", verbose_name=_("applicant"), editable=False
    )
    state = models.CharField(_("state"), max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)  # of the identity: two windows of one person
    started_at = models.DateTimeField(_("started"), db_default=ClockTimestamp(), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    documents_points = models.DecimalField(_("points of the documents"), **POINTS)
    interview_points = models.DecimalField(_("points of the interview"), **POINTS)
    points = models.DecimalField(_("points"), **POINTS)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, editable=False)
    reason = models.CharField(_("reason of the decision"), max_length=600, blank=True, editable=False)
    answer_by = models.DateField(_("place to be taken up by"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    return_asked_on = models.DateField(_("documents asked back"), null=True, editable=False)
    returned_on = models.DateField(_("documents returned"), null=True, editable=False)
    destroyed_at = models.DateTimeField(_("data destroyed"), null=True, editable=False)

    class Meta:
        verbose_name = _("application of a person")
        verbose_name_plural = _("applications of persons")
        ordering = ["-id"]
        indexes = [models.Index(fields=["cohort", "state"], name="jobs_application_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "code"],
                name="jobs_application_code_once",
                violation_error_message=_("This code name is taken."),
            ),
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=Q(state__in=sorted(state.value for state in LIVE)),
                name="jobs_application_once",
                violation_error_message=_("You already have an application to this cohort."),
            ),
            models.CheckConstraint(
                name="jobs_application_of_somebody",
                condition=Q(user__isnull=False, destroyed_at__isnull=True)
                | Q(user__isnull=True, destroyed_at__isnull=False),
                violation_error_message=_("An application is of a person until its data is destroyed."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is: the trail names the application instead of its person."""
        return self.user_id

    @property
    def is_trainee(self) -> bool:
        """Whether the person was trained."""
        return self.state in TRAINEES


class Identity(models.Model):
    """Who applies and how to reach them. Reviewers never read this (YDC-04); each look at it is on record (PII-08)."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="identity", verbose_name=_("application of a person")
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    born_on = EncryptedDateField(_("born"), null=True, blank=True)
    same_person = BlindIndexField(of=("name", "born_on"))
    phone = EncryptedCharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    region = models.CharField(_("region"), max_length=6, blank=True)
    education = models.CharField(_("diploma"), max_length=10, choices=Education, blank=True)
    field_of_study = models.CharField(_("field of study"), max_length=80, blank=True)
    edited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("identity of an applicant")
        verbose_name_plural = _("identities of applicants")
        indexes = [models.Index(fields=["same_person"], name="jobs_identity_person")]

    def __str__(self) -> str:
        return str(self.application_id)


class Answer(models.Model):
    """An answer in plain text. ``version`` goes up with each change: two windows see each other's text."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="answers", verbose_name=_("application of a person")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("application form", "question")
    )
    value = EncryptedTextField(_("answer"), max_length=6000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField(_("edited"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer of an applicant")
        verbose_name_plural = _("answers of applicants")
        ordering = ["application", "question__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"],
                name="jobs_answer_once",
                violation_error_message=_("This field is answered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.question_id}"


class Paper(models.Model):
    """A certificate of craft that an applicant names, by its number; a copy of it may lie beside."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="papers", verbose_name=_("application of a person")
    )
    title = models.CharField(pgettext_lazy("applicant", "certificate"), max_length=80)
    number = EncryptedCharField(_("number of the certificate"), max_length=40)
    issuer = models.CharField(pgettext_lazy("applicant", "issued by"), max_length=80)
    same_paper = BlindIndexField(of=("issuer", "number"))
    issued_on = models.DateField(_("issued"))
    file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copy")
    )
    check_state = models.CharField(_("check"), max_length=10, choices=PaperState, default=PaperState.CLAIMED)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    checked_at = models.DateTimeField(pgettext_lazy("certificate number", "checked"), null=True, editable=False)

    class Meta:
        verbose_name = _("certificate of an applicant")
        verbose_name_plural = _("certificates of applicants")
        ordering = ["application", "id"]
        indexes = [models.Index(fields=["same_paper"], name="jobs_paper_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "same_paper"],
                name="jobs_paper_once",
                condition=~Q(same_paper=""),  # two spellings from before the mark: the later has none
                violation_error_message=_("This certificate is named already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.title}"
