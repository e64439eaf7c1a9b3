"""The curriculum: courses with their sections and quiz, who learns, tries, certificates, duties. Source: 11.8."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.states.courses import DUTY_FLOW, DutyReason, DutyState
from purchasing.esg.states.support import ENROLMENT_FLOW, EnrolmentState


def _told(thing: models.Model, name: str) -> str:
    """In the reader's language."""
    return getattr(thing, f"{name}_{'en' if get_language() == 'en' else 'ko'}")


class Course(models.Model):
    """One version of a course; who began a version finishes that version."""

    code = models.SlugField(_("code"), max_length=20)
    version = models.CharField(_("version"), max_length=10)
    order = models.PositiveSmallIntegerField(_("order"))
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    summary_ko = models.CharField(_("summary (Korean)"), max_length=300)
    summary_en = models.CharField(_("summary (English)"), max_length=300)
    is_current = models.BooleanField(_("offered"), default=True)
    is_mandatory = models.BooleanField(_("mandatory in bands C and D"), default=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["order", "code", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="course_version_once",
                violation_error_message=_("This version already exists."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="course_offered_in_one_version",
                condition=Q(is_current=True),
                violation_error_message=_("Another version of this course is offered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return _told(self, "title")

    @property
    def summary(self) -> str:
        """In the reader's language."""
        return _told(self, "summary")


class CourseSection(models.Model):
    """A part to read, with the seconds that reading it takes."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sections")
    no = models.PositiveSmallIntegerField(_("no."))
    seconds = models.PositiveSmallIntegerField(_("reading time (seconds)"))
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    text_ko = models.TextField(_("text (Korean)"), max_length=4000)
    text_en = models.TextField(_("text (English)"), max_length=4000)

    class Meta:
        verbose_name = _("section of a course")
        verbose_name_plural = _("sections of courses")
        ordering = ["course", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "no"],
                name="course_sections_in_order",
                violation_error_message=_("This number is already used."),
            ),
            models.CheckConstraint(
                name="course_section_takes_time",
                condition=Q(seconds__gt=0),
                violation_error_message=_("Reading a section takes time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.no}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return _told(self, "title")

    @property
    def text(self) -> str:
        """In the reader's language."""
        return _told(self, "text")


class CourseQuestion(models.Model):
    """A question of a course's quiz."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    no = models.PositiveSmallIntegerField(_("no."))
    text_ko = models.CharField(_("question (Korean)"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300)

    class Meta:
        verbose_name = _("quiz question")
        verbose_name_plural = _("quiz questions")
        ordering = ["course", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "no"],
                name="course_questions_in_order",
                violation_error_message=_("This number is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.no}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return _told(self, "text")


class CourseOption(models.Model):
    """One possible answer; exactly one of a question is right."""

    question = models.ForeignKey(CourseQuestion, models.CASCADE, related_name="options")
    no = models.PositiveSmallIntegerField(_("no."))
    text_ko = models.CharField(_("answer (Korean)"), max_length=200)
    text_en = models.CharField(_("answer (English)"), max_length=200)
    is_right = models.BooleanField(_("right"), default=False)

    class Meta:
        verbose_name = _("answer of a quiz")
        verbose_name_plural = _("answers of quizzes")
        ordering = ["question", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "no"],
                name="course_options_in_order",
                violation_error_message=_("This number is already used."),
            ),
            models.UniqueConstraint(
                fields=["question"],
                name="course_option_one_is_right",
                condition=Q(is_right=True),
                violation_error_message=_("One answer of a question is right."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.no}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return _told(self, "text")


class Enrolment(models.Model):
    """A person of a supplier takes a course, from enrolment to the certificate and its end."""

    flow = ENROLMENT_FLOW
    badges = {EnrolmentState.ENROLLED: "wait", EnrolmentState.PASSED: "ok", EnrolmentState.EXPIRED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments", verbose_name=_("course"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="course_enrolments", verbose_name=_("company"))
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="course_enrolments", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.ENROLLED)
    enrolled_at = models.DateTimeField(_("enrolled"), db_default=ClockTimestamp(), editable=False)
    passed_at = models.DateTimeField(_("time of passing"), null=True, editable=False)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"],
                name="enrolment_under_way_once",
                condition=Q(state=EnrolmentState.ENROLLED),
                violation_error_message=_("You already take this course."),
            ),
            models.CheckConstraint(
                name="enrolment_passed_has_its_time",
                condition=Q(state=EnrolmentState.ENROLLED, passed_at=None)
                | (~Q(state=EnrolmentState.ENROLLED) & Q(passed_at__isnull=False)),
                violation_error_message=_("A passed course has the time at which it was passed."),
            ),
        ]
        indexes = [models.Index(fields=["company", "state"], name="enrolment_by_company")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.user_id}"


class CourseAttendance(models.Model):
    """How long a section was open, measured by the server between two signs of life of the page; gaps not counted."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendance")
    section = models.ForeignKey(CourseSection, models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField(_("seconds counted"), default=0)
    beats = models.PositiveIntegerField(_("signs of life"), default=0)
    begun_at = models.DateTimeField(_("open since"), null=True, editable=False)  # None: another section was opened
    beat_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)

    class Meta:
        verbose_name = _("attendance at a course")
        verbose_name_plural = _("attendance at courses")
        ordering = ["enrolment", "section"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "section"],
                name="attendance_once_a_section",
                violation_error_message=_("This section is already counted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.section_id}: {self.seconds}"


class QuizTry(models.Model):
    """One try at a quiz, with the answers given and the points."""

    append_only = True

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="tries")
    no = models.PositiveSmallIntegerField(_("no."))
    answers = models.JSONField(
        _("answers")
    )  # in the order asked: {"question": no, "option": no or null, "right": bool}
    points = models.PositiveSmallIntegerField(_("points"))
    pass_points = models.PositiveSmallIntegerField(_("points to pass"))
    passed = models.BooleanField(_("enough points"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("try at a quiz")
        verbose_name_plural = _("tries at quizzes")
        ordering = ["enrolment", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "no"],
                name="quiz_tries_in_order",
                violation_error_message=_("This try was already handed in."),
            ),
            models.CheckConstraint(
                name="quiz_points_up_to_100",
                condition=Q(points__lte=100),
                violation_error_message=_("Points lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.no}: {self.points}"


class CourseCertificate(models.Model):
    """What a person shows for a passed course; anybody checks it by the token in its QR code."""

    append_only = True

    number = models.CharField(_("number"), max_length=20, unique=True)
    token = models.CharField(_("token"), max_length=32, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("course"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="course_certificates", verbose_name=_("company"))
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=120)  # as the person was called on the day
    points = models.PositiveSmallIntegerField(_("points"))
    issued_on = models.DateField(_("issued"))
    valid_to = models.DateField(_("valid until"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("certificate of a course")
        verbose_name_plural = _("certificates of courses")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="course_certificate_holds",
                condition=Q(valid_to__gt=F("issued_on")),
                violation_error_message=_("It ends after it begins."),
            )
        ]
        indexes = [models.Index(fields=["company", "valid_to"], name="course_certificate_in_force")]

    def __str__(self) -> str:
        return self.number


class CourseDuty(models.Model):
    """That somebody of a company must pass a course by a day: bands C and D, or the buyer's staff. Source: EDU-02."""

    flow = DUTY_FLOW
    badges = {DutyState.OPEN: "wait", DutyState.MET: "ok", DutyState.LIFTED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="course_duties", verbose_name=_("company"))
    code = models.SlugField(_("course"), max_length=20)  # of any version
    reason = models.CharField(_("reason"), max_length=6, choices=DutyReason)
    state = models.CharField(_("state"), max_length=8, choices=DutyState, default=DutyState.OPEN)
    due_on = models.DateField(_("due"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("course that is mandatory")
        verbose_name_plural = _("courses that are mandatory")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "code"],
                name="course_duty_open_once",
                condition=Q(state=DutyState.OPEN),
                violation_error_message=_("This course is already mandatory for the company."),
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="course_duty_due")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.code}"
