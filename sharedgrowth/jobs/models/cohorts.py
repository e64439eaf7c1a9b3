"""A cohort: whom it trains for what, where and when; its form. Source: domain 9.2."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.states import COHORT_FLOW, CohortState, QuestionKind

PERSON = "people.User"


def in_language(thing: models.Model, name: str) -> str:
    """``name`` of a thing in the reader's language where it is there, else in the other."""
    korean, english = getattr(thing, f"{name}_ko"), getattr(thing, f"{name}_en")
    return english or korean if get_language() == "en" else korean or english


class Cohort(models.Model):
    """People who are trained together. What its call says is fixed once it is published."""

    flow = COHORT_FLOW
    badges = {
        CohortState.PLANNED: "draft",
        CohortState.RECRUITING: "info",
        CohortState.SELECTING: "wait",
        CohortState.TRAINING: "info",
        CohortState.MATCHING: "wait",
        CohortState.FOLLOW_UP: "ok",
        CohortState.CLOSED: "mute",
        CohortState.CANCELLED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=CohortState, default=CohortState.PLANNED)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    site_ko = models.CharField(_("site (Korean)"), max_length=80)
    site_en = models.CharField(_("site (English)"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=6)  # ISO 3166-2
    course_ko = models.CharField(_("course (Korean)"), max_length=120)
    course_en = models.CharField(_("course (English)"), max_length=120, blank=True)
    text_ko = models.TextField(_("about the course (Korean)"), max_length=8000)
    text_en = models.TextField(_("about the course (English)"), max_length=8000, blank=True)
    capacity = models.PositiveSmallIntegerField(pgettext_lazy("cohort", "places"), default=30)
    apply_from = models.DateTimeField(_("applications from"))
    apply_to = models.DateTimeField(_("applications until"))
    announce_on = models.DateField(_("results on"))
    starts_on = models.DateField(_("training starts"))
    ends_on = models.DateField(_("training ends"))
    budget_won = models.DecimalField(_("budget (won)"), max_digits=15, decimal_places=0, default=0)
    terms = models.ForeignKey(
        "jobs.JobsTerms", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("terms")
    )
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    planned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    decided_at = models.DateTimeField(_("selection announced"), null=True, editable=False)
    ended_on = models.DateField(_("training ended"), null=True, editable=False)
    cancelled_on = models.DateField(_("cancelled"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "apply_to"], name="jobs_cohort_state")]
        constraints = [
            models.CheckConstraint(
                name="jobs_cohort_days_in_order",
                condition=Q(apply_to__gt=F("apply_from")) & Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A deadline follows its beginning, an end its start."),
            ),
            models.CheckConstraint(
                name="jobs_cohort_results_before_training",
                condition=Q(announce_on__lte=F("starts_on")),
                violation_error_message=_("Results are announced before the training starts."),
            ),
            models.CheckConstraint(
                name="jobs_cohort_has_places",
                condition=Q(capacity__gte=1, capacity__lte=500),
                violation_error_message=_("A cohort has between 1 and 500 places."),
            ),
            models.CheckConstraint(
                name="jobs_cohort_published_under_terms",
                condition=Q(state__in=[CohortState.PLANNED, CohortState.CANCELLED]) | Q(terms__isnull=False),
                violation_error_message=_("A published cohort has its terms."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self, "title")

    @property
    def site(self) -> str:
        """In the reader's language."""
        return in_language(self, "site")

    @property
    def course(self) -> str:
        """In the reader's language."""
        return in_language(self, "course")

    @property
    def text(self) -> str:
        """In the reader's language."""
        return in_language(self, "text")


class Question(models.Model):
    """A question of a cohort's form. No question asks what the Hiring Procedure Act forbids (PII-05)."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="questions", verbose_name=_("cohort"))
    key = models.SlugField(_("key"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, default=QuestionKind.LONG)
    label_ko = models.CharField(_("question (Korean)"), max_length=160)
    label_en = models.CharField(_("question (English)"), max_length=160, blank=True)
    help_ko = models.CharField(_("help (Korean)"), max_length=300, blank=True)
    help_en = models.CharField(_("help (English)"), max_length=300, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)  # [{"value", "ko", "en"}]
    required = models.BooleanField(_("required"), default=True)
    most_letters = models.PositiveSmallIntegerField(_("characters at most"), default=1000)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question of a cohort")
        verbose_name_plural = _("questions of cohorts")
        ordering = ["cohort", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "key"],
                name="jobs_question_once",
                violation_error_message=_("This form already has a field with this key."),
            ),
            models.CheckConstraint(
                name="jobs_question_length",
                condition=Q(most_letters__gte=1, most_letters__lte=5000),
                violation_error_message=_("An answer has between 1 and 5,000 characters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.key}"

    @property
    def label(self) -> str:
        """In the reader's language."""
        return in_language(self, "label")

    @property
    def help(self) -> str:
        """In the reader's language."""
        return in_language(self, "help")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its options (value, words) in the reader's language."""
        language = "en" if get_language() == "en" else "ko"
        return [(each["value"], each.get(language) or each["ko"]) for each in self.options]
