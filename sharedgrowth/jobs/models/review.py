"""How an application is judged: blind by its documents, then in an interview; the list that follows. Source: YDC-04."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.applications import Application
from sharedgrowth.jobs.models.cohorts import PERSON, Cohort


class Review(models.Model):
    """One reviewer's points for the documents of one application, which shows a code name only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="reviews", verbose_name=_("application of a person")
    )
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("jobs", "reviewer")
    )
    scores = models.JSONField(_("points"), default=dict)  # criterion -> 0..5
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, editable=False)
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    recused_at = models.DateTimeField(_("recused"), null=True, editable=False)
    given_at = models.DateTimeField(pgettext_lazy("review", "given"), null=True, editable=False)
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    assigned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("blind review")
        verbose_name_plural = _("blind reviews")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="jobs_review_once",
                violation_error_message=_("This reviewer already has this application."),
            ),
            models.CheckConstraint(
                name="jobs_review_given_with_points",
                condition=Q(given_at__isnull=True, points__isnull=True)
                | Q(given_at__isnull=False, points__isnull=False, recused_at__isnull=True),
                violation_error_message=_("A review that is given has points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.reviewer_id}"


class Talk(models.Model):
    """The interview of an applicant with the programme (not with a firm), and its points."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(
        Application, models.CASCADE, related_name="talk", verbose_name=_("application of a person")
    )
    at = models.DateTimeField(_("time"))
    place = models.CharField(_("place"), max_length=120)
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("interview", "minutes"), default=20)
    came = models.BooleanField(_("came"), null=True, editable=False)
    scores = models.JSONField(_("points"), default=dict, editable=False)
    remark = models.TextField(_("remark"), max_length=1000, blank=True, editable=False)
    held_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)  # of the calendar entry
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("interview of an applicant")
        verbose_name_plural = _("interviews of applicants")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.at}"


class SelectionList(models.Model):
    """The proposed list by code names: proposed by one, confirmed by another, then announced."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="selections", verbose_name=_("cohort"))
    rows = models.JSONField(_("rows"))  # [{"code", "documents", "interview", "points", "rank", "outcome"}]
    sha256 = models.CharField(max_length=64, editable=False)
    note = models.CharField(_("note"), max_length=600, blank=True)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), db_default=ClockTimestamp(), editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    returned_at = models.DateTimeField(_("returned"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("selection list")
        verbose_name_plural = _("selection lists")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(returned_at=None),
                name="jobs_selection_once",
                violation_error_message=_("A selection list of this cohort is there already."),
            ),
            models.CheckConstraint(
                name="jobs_selection_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("Who proposed the list does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.sha256[:8]}"
