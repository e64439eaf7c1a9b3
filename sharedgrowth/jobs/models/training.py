"""Training: trainees, sessions, who was there, grades, allowance, insurance. Source: domain 9.2, YDC-02, YDC-03."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.applications import Application
from sharedgrowth.jobs.models.cohorts import PERSON, Cohort
from sharedgrowth.jobs.states import Presence


class Insurance(models.Model):
    """An accident insurance that covers a cohort's trainees."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="insurances", verbose_name=_("cohort"))
    insurer = models.CharField(_("insurer"), max_length=80)
    policy = models.CharField(_("policy number"), max_length=40)
    valid_from = models.DateField(_("covers from"))
    valid_until = models.DateField(_("covers until"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("accident insurance")
        verbose_name_plural = _("accident insurances")
        ordering = ["cohort", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_insurance_days_in_order",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("An end follows its start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.policy}"


class Trainee(models.Model):
    """A person who took up a place. Its state is the application's: enrolled, completed or dropped."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="trainee", verbose_name=_("application of a person")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="trainees", verbose_name=_("cohort"))
    insurance = models.ForeignKey(
        Insurance, models.PROTECT, null=True, related_name="trainees", verbose_name=_("accident insurance")
    )
    enrolled_on = models.DateField(pgettext_lazy("trainee", "enrolled"))
    attendance_pct = models.DecimalField(
        _("attendance (%)"), max_digits=5, decimal_places=2, null=True, editable=False
    )  # of the whole training, when it ended
    grade = models.DecimalField(
        pgettext_lazy("training", "grade"), max_digits=5, decimal_places=2, null=True, editable=False
    )
    ended_on = models.DateField(_("ended"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)
    certificate = models.CharField(
        pgettext_lazy("training", "certificate number"), max_length=20, null=True, unique=True, editable=False
    )

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ["cohort", "id"]

    def __str__(self) -> str:
        return self.application.code

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application)."""
        return self.application.user_id

    @property
    def user(self):
        """Who it is, or None once the data has been destroyed."""
        return self.application.user


class Session(models.Model):
    """A training day, or a part of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="sessions", verbose_name=_("cohort"))
    on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    title = models.CharField(_("subject"), max_length=120)
    place = models.CharField(_("place"), max_length=80, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["cohort", "on", "starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "on", "starts"],
                condition=Q(cancelled_at=None),
                name="jobs_session_once",
                violation_error_message=_("A session begins at this time already."),
            ),
            models.CheckConstraint(
                name="jobs_session_times_in_order",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("A session ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.title}"


class Attendance(models.Model):
    """Whether one trainee was there. Corrected with a note, which goes with the data; the trail keeps what it was."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance", verbose_name=_("training session"))
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="attendance", verbose_name=_("trainee"))
    presence = models.CharField(_("presence"), max_length=8, choices=Presence)
    note = models.CharField(_("why it was corrected"), max_length=300, blank=True)
    taken_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    taken_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["session", "trainee"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "trainee"],
                name="jobs_attendance_once",
                violation_error_message=_("The attendance of this trainee is noted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.trainee_id}"


class Exam(models.Model):
    """Something that is graded, with its weight."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="exams", verbose_name=_("cohort"))
    title = models.CharField(_("test"), max_length=80)
    weight = models.PositiveSmallIntegerField(pgettext_lazy("exam", "weight"), default=1)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("test of a cohort")
        verbose_name_plural = _("tests of cohorts")
        ordering = ["cohort", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "title"],
                name="jobs_exam_once",
                violation_error_message=_("This test is there already."),
            ),
            models.CheckConstraint(
                name="jobs_exam_weight",
                condition=Q(weight__gte=1, weight__lte=100),
                violation_error_message=_("A weight lies between 1 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Mark(models.Model):
    """The points of one trainee in one test, 0 to 100."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="marks", verbose_name=_("test of a cohort"))
    trainee = models.ForeignKey(Trainee, models.CASCADE, related_name="marks", verbose_name=_("trainee"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("mark of a trainee")
        verbose_name_plural = _("marks of trainees")
        ordering = ["exam", "trainee"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "trainee"],
                name="jobs_mark_once",
                violation_error_message=_("This trainee has a mark in this test."),
            ),
            models.CheckConstraint(
                name="jobs_mark_in_range",
                condition=Q(points__gte=0, points__lte=100),
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.trainee_id}"


class Allowance(models.Model):
    """One trainee's allowance of a month, as stated to payroll: resident numbers and tax stay there (PII-04)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="allowances", verbose_name=_("trainee"))
    month = models.DateField(_("month"))  # its first day
    scheduled = models.PositiveSmallIntegerField(_("scheduled days"))
    attended = models.PositiveSmallIntegerField(_("attended days"))
    full_won = models.DecimalField(_("for full attendance (won)"), max_digits=9, decimal_places=0)
    least_pct = models.DecimalField(_("least attendance (%)"), max_digits=5, decimal_places=2)
    amount_won = models.DecimalField(_("amount (won)"), max_digits=9, decimal_places=0)
    stated_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    stated_at = models.DateTimeField(_("stated"), db_default=ClockTimestamp(), editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    class Meta:
        verbose_name = _("training allowance")
        verbose_name_plural = _("training allowances")
        ordering = ["-month", "trainee"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "month"],
                name="jobs_allowance_once",
                violation_error_message=_("The allowance of this month is stated already."),
            ),
            models.CheckConstraint(
                name="jobs_allowance_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("stated_by")),
                violation_error_message=_("Who stated the allowance does not confirm it."),
            ),
            models.CheckConstraint(
                name="jobs_allowance_days",
                condition=Q(attended__lte=F("scheduled"), amount_won__gte=0, amount_won__lte=F("full_won")),
                violation_error_message=_("Nobody attends more days than there are."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee_id} {self.month}"
