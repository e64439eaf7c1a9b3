"""Assessments: answers with evidence, reviews, scores from snapshots, red flags. Source: domain 11.2, 11.5."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.esg.models.gate import COMPANY, FILE, PERSON
from purchasing.esg.models.questionnaire import Question, QuestionSet
from purchasing.esg.models.terms import SCORE
from purchasing.esg.states import (
    ASSESSMENT_FLOW,
    FLAG_FLOW,
    AssessmentKind,
    AssessmentState,
    Band,
    FlagSource,
    FlagState,
    ScoreReason,
    Severity,
)


class Evidence(models.Model):
    """A document of a company's evidence library, used by any number of answers."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="evidence", verbose_name=_("company"))
    file = models.ForeignKey(FILE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30, blank=True)  # a code of people.CertificateKind, or ""
    issuer = models.CharField(_("issuer"), max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    certificate = models.ForeignKey(  # one of the company's own certificates, verified elsewhere
        "people.Certificate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certificate")
    )
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    added_at = models.DateTimeField(_("added"), db_default=ClockTimestamp(), editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)  # taken out of the library; answers keep it
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)  # of its end: 60, 30, 7 days before

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-id"]
        indexes = [models.Index(fields=["valid_to"], name="evidence_end")]
        constraints = [
            models.CheckConstraint(
                name="evidence_days_in_order",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("A document ends after it begins."),
            ),
            models.CheckConstraint(
                name="evidence_is_something",
                condition=Q(file__isnull=False) | Q(certificate__isnull=False),
                violation_error_message=_("Attach a file, or choose one of your certificates."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """A company under one question set for one period."""

    flow = ASSESSMENT_FLOW
    badges = {
        AssessmentState.ASSIGNED: "wait",
        AssessmentState.IN_PROGRESS: "draft",
        AssessmentState.SUBMITTED: "wait",
        AssessmentState.REVIEW: "wait",
        AssessmentState.QUERY: "warn",
        AssessmentState.SCORED: "wait",
        AssessmentState.NOTIFIED: "info",
        AssessmentState.OBJECTION: "warn",
        AssessmentState.FINAL: "ok",
        AssessmentState.EXPIRED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="esg_assessments", verbose_name=_("company"))
    kind = models.CharField(_("kind"), max_length=8, choices=AssessmentKind, default=AssessmentKind.PERIODIC)
    question_set = models.ForeignKey(
        QuestionSet, models.PROTECT, related_name="assessments", verbose_name=pgettext_lazy("esg", "set")
    )
    period = models.CharField(_("period"), max_length=10)  # 2026, 2026-H2
    state = models.CharField(_("state"), max_length=12, choices=AssessmentState, default=AssessmentState.ASSIGNED)
    assigned_at = models.DateTimeField(_("assigned"), db_default=ClockTimestamp(), editable=False)
    due_on = models.DateField(_("due"))
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    overdue_since = models.DateField(_("counted as band D since"), null=True, editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    receipt_sha256 = models.CharField(_("receipt"), max_length=64, blank=True, editable=False)
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("reviewer")
    )
    second_reviewer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("second reviewer")
    )
    first_locked_at = models.DateTimeField(null=True, editable=False)  # the first round is closed
    second_locked_at = models.DateTimeField(null=True, editable=False)  # the blind one too: both see both
    query_text = models.TextField(_("question to the supplier"), max_length=2000, blank=True)
    query_due = models.DateField(_("answer due"), null=True, blank=True, editable=False)
    query_answer = models.TextField(_("supplier's answer"), max_length=2000, blank=True)
    sampled = models.BooleanField(_("audited on site"), default=False, editable=False)
    audited_on = models.DateField(_("audited on"), null=True, blank=True, editable=False)
    audited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    audit_note = models.TextField(_("what the audit found"), max_length=2000, blank=True)
    low_trust = models.BooleanField(_("self-assessment not trusted"), default=False, editable=False)
    notified_at = models.DateTimeField(_("result sent"), null=True, editable=False)
    objection_until = models.DateField(_("objection until"), null=True, editable=False)
    objection = models.TextField(_("objection"), max_length=2000, blank=True)
    objected_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    objection_answer = models.TextField(_("decision on the objection"), max_length=2000, blank=True)
    objection_decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    valid_from = models.DateField(_("valid from"), null=True, editable=False)
    valid_to = models.DateField(_("valid until"), null=True, editable=False)

    class Meta:
        verbose_name = _("ESG assessment")
        verbose_name_plural = _("ESG assessments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="assessment_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "period"],
                name="assessment_once_a_period",
                condition=Q(kind=AssessmentKind.PERIODIC),
                violation_error_message=_("This company is already assessed in this period."),
            ),
            models.CheckConstraint(
                name="assessment_two_reviewers",
                condition=Q(second_reviewer=None) | ~Q(second_reviewer=F("reviewer")),
                violation_error_message=_("The second reviewer is another person."),
            ),
            models.CheckConstraint(
                name="assessment_objection_by_another",
                condition=Q(objection_decided_by=None) | ~Q(objection_decided_by=F("reviewer")),
                violation_error_message=_("Who reviewed it does not decide the objection."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Answer(models.Model):
    """What a company answers to one question; ``version`` counts up with each save, so two editors never overwrite."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    score = models.PositiveSmallIntegerField(  # what the company gives itself
        _("own score"), null=True, blank=True, validators=[MaxValueValidator(5)]
    )
    number = models.DecimalField(_("value"), max_digits=16, decimal_places=4, null=True, blank=True)
    text = models.TextField(_("answer"), max_length=2000, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    na_reason = models.TextField(_("why it does not apply"), max_length=500, blank=True)
    note = models.TextField(_("remark"), max_length=1000, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="answers", verbose_name=_("evidence"))
    taken_from = models.CharField(_("taken from"), max_length=200, blank=True)  # a fact of the profile, with its day
    lapsed_on = models.DateField(  # its evidence ended in the running period: to be looked at again
        _("evidence ended on"), null=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    edited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["assessment", "question__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"],
                name="answer_once",
                violation_error_message=_("This question is already answered."),
            ),
            models.CheckConstraint(
                name="answer_score_in_range",
                condition=Q(score=None) | Q(score__lte=5),
                violation_error_message=_("A score lies between 0 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question_id}"


class ItemReview(models.Model):
    """What a reviewer gives one answer, and why. ``round`` 1 first, 2 blind second, 3 agreed, 4 re-score."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="reviews")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    reviewer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True, validators=[MaxValueValidator(5)])
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    remark = models.TextField(_("explanation to the supplier"), max_length=1000, blank=True)
    verified = models.BooleanField(_("evidence looked at"), default=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)  # round 3
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("review of an answer")
        verbose_name_plural = _("reviews of answers")
        ordering = ["assessment", "question__order", "round", "id"]
        indexes = [models.Index(fields=["assessment", "question"], name="item_review_later", condition=Q(round__gt=1))]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question", "round"],
                name="item_review_once_a_round",
                condition=Q(round__lte=3),
                violation_error_message=_("This answer is already reviewed in this round."),
            ),
            models.CheckConstraint(
                name="item_review_score_or_not",
                condition=Q(not_applicable=True, score=None) | Q(not_applicable=False, score__lte=5),
                violation_error_message=_("Give a score from 0 to 5, or accept that it does not apply."),
            ),
            models.CheckConstraint(
                name="item_review_agreed_by_two",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("reviewer")),
                violation_error_message=_("An agreed score is confirmed by the other reviewer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question_id} {self.round}"


class Score(models.Model):
    """A score of an assessment: computed from ``snapshot`` alone, never changed; the last one counts (T44).

    ``snapshot`` is canonical JSON text (set, weights, bands, item scores, flags); the same text gives the same figures
    and ``sha256`` whoever runs it.
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    seq = models.PositiveSmallIntegerField(_("no."))
    reason = models.CharField(_("reason"), max_length=10, choices=ScoreReason)
    snapshot = models.TextField(editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    env = models.DecimalField(_("environment"), max_digits=7, decimal_places=4, null=True)
    soc = models.DecimalField(_("society"), max_digits=7, decimal_places=4, null=True)
    gov = models.DecimalField(_("governance"), max_digits=7, decimal_places=4, null=True)
    total = models.DecimalField(_("total"), **SCORE, null=True)
    band = models.CharField(_("band"), max_length=1, choices=Band)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    computed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    computed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("ESG score")
        verbose_name_plural = _("ESG scores")
        ordering = ["assessment", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "seq"],
                name="score_in_order",
                violation_error_message=_("This score is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.seq}: {self.band}"


class RedFlag(models.Model):
    """Something grave about a company: alleged until confirmed. A confirmed critical one overrides the score."""

    flow = FLAG_FLOW
    badges = {
        FlagState.ALLEGED: "warn",
        FlagState.CONFIRMED: "bad",
        FlagState.REMEDIED: "ok",
        FlagState.REJECTED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="red_flags", verbose_name=_("company"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("assessment")
    )
    question_code = models.CharField(_("item"), max_length=8, blank=True)
    title_ko = models.CharField(_("what (Korean)"), max_length=200)
    title_en = models.CharField(_("what (English)"), max_length=200, blank=True)
    source = models.CharField(pgettext_lazy("red flag", "source"), max_length=10, choices=FlagSource)
    basis = models.TextField(pgettext_lazy("red flag", "basis"), max_length=1000)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.MAJOR)
    critical = models.BooleanField(_("critical"), default=False)
    child_labour = models.BooleanField(_("child labour"), default=False)  # LIM-04: remediation first, exit last
    happened_on = models.DateField(_("happened on"))
    state = models.CharField(_("state"), max_length=10, choices=FlagState, default=FlagState.ALLEGED)
    raised_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    raised_at = models.DateTimeField(pgettext_lazy("red flag", "raised"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = models.TextField(_("reason of the decision"), max_length=1000, blank=True)
    comment = models.TextField(_("what the supplier says"), max_length=2000, blank=True)
    commented_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    commented_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("red flag")
        verbose_name_plural = _("red flags")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="red_flag_by_two_people",
                condition=Q(decided_by=None) | Q(raised_by=None) | ~Q(decided_by=F("raised_by")),
                violation_error_message=_("Who raised a red flag does not decide it."),
            )
        ]

    def __str__(self) -> str:
        return self.title_ko
