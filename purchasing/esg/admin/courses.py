"""Windows on the curriculum: courses, who learns, tries, certificates, duties."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import (
    Course,
    CourseAttendance,
    CourseCertificate,
    CourseDuty,
    CourseOption,
    CourseQuestion,
    CourseSection,
    Enrolment,
    QuizTry,
)


@admin.register(Course)
class CourseWindow(Window):
    """Courses by version."""

    list_display = ["code", "version", "title_ko", "is_current", "is_mandatory"]
    list_filter = ["is_current"]


@admin.register(CourseSection)
class CourseSectionWindow(Window):
    """What is read."""

    list_display = ["course", "no", "title_ko", "seconds"]
    list_select_related = ["course"]


@admin.register(CourseQuestion)
class CourseQuestionWindow(Window):
    """What is asked."""

    list_display = ["course", "no", "text_ko"]
    list_select_related = ["course"]


@admin.register(CourseOption)
class CourseOptionWindow(Window):
    """What may be answered."""

    list_display = ["question", "no", "text_ko", "is_right"]
    list_select_related = ["question"]


@admin.register(Enrolment)
class EnrolmentWindow(Window):
    """Who takes what."""

    list_display = ["company", "user", "course", "state", "enrolled_at", "passed_at"]
    list_filter = ["state", "course"]
    list_select_related = ["company", "user", "course"]


@admin.register(CourseAttendance)
class CourseAttendanceWindow(Window):
    """How long a section was open."""

    list_display = ["enrolment", "section", "seconds", "beats", "read_at"]
    list_select_related = ["enrolment", "section"]


@admin.register(QuizTry)
class QuizTryWindow(Window):
    """Tries at quizzes."""

    list_display = ["enrolment", "no", "points", "passed", "at"]
    list_filter = ["passed"]
    list_select_related = ["enrolment"]


@admin.register(CourseCertificate)
class CourseCertificateWindow(Window):
    """Certificates by number."""

    list_display = ["number", "company", "name", "course", "issued_on", "valid_to"]
    list_select_related = ["company", "course"]


@admin.register(CourseDuty)
class CourseDutyWindow(Window):
    """Which company must pass what, until when."""

    list_display = ["company", "code", "reason", "state", "due_on"]
    list_filter = ["state", "reason"]
    list_select_related = ["company"]
