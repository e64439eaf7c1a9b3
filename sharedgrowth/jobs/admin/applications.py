"""Windows on cohorts, applications and training: by code name. What tells who somebody is, no administrator reads."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.veils import veil
from portal.windows import Window, WindowInline, deed
from sharedgrowth.jobs.models import (
    Allowance,
    Answer,
    Application,
    Attendance,
    Cohort,
    Exam,
    Identity,
    Insurance,
    JobsTerms,
    Mark,
    Paper,
    Question,
    Review,
    SelectionList,
    Session,
    Talk,
    Trainee,
)
from sharedgrowth.jobs.services import cohorts, terms


@veil("files.File", "jobs")
def leave_out_copies(rows: QuerySet) -> QuerySet:
    """Copies of certificates are for who applies, and for operators with a reason."""
    return rows.exclude(pk__in=Paper.objects.filter(file__isnull=False).values("file"))


class QuestionInline(WindowInline):
    """The form."""

    model = Question
    fields = ["order", "key", "kind", "label_ko", "required"]


@admin.register(Cohort)
class CohortWindow(Window):
    """Who is trained for what."""

    list_display = ["number", "title_ko", "course_ko", "state", "capacity", "apply_to", "starts_on", "ends_on"]
    list_filter = ["state", "region"]
    search_fields = ["number", "title_ko", "title_en"]
    inlines = [QuestionInline]
    actions = ["publish", "close"]

    @deed(pgettext_lazy("cohort", "Publish"))
    def publish(self, request: HttpRequest, thing: Cohort) -> None:
        """As on its page: planned by another one."""
        cohorts.publish_cohort(thing, by=request.user)

    @deed(_("End the cohort"))
    def close(self, request: HttpRequest, thing: Cohort) -> None:
        """As on its page."""
        cohorts.close_cohort(thing, by=request.user)


@admin.register(Question)
class QuestionWindow(Window):
    """Questions of forms."""

    list_display = ["cohort", "order", "key", "kind", "label_ko", "required"]
    list_filter = ["kind"]
    list_select_related = ["cohort"]


@admin.register(JobsTerms)
class JobsTermsWindow(Window):
    """House terms by date."""

    list_display = ["valid_from", "oldest_age", "allowance_won", "return_days", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]
    actions = ["approve"]

    @deed(_("Approve the terms"))
    def approve(self, request: HttpRequest, thing: JobsTerms) -> None:
        """The second person."""
        terms.approve_jobs_terms(thing, by=request.user)


@admin.register(Application)
class ApplicationWindow(Window):
    """Applications by code name; whose they are is not shown."""

    list_display = ["number", "code", "cohort", "state", "submitted_at", "points", "rank", "destroyed_at"]
    list_filter = ["state"]
    list_select_related = ["cohort"]
    search_fields = ["number", "code"]
    fields = [
        *["number", "code", "cohort", "state", "started_at", "submitted_at", "documents_points", "interview_points"],
        *["points", "rank", "answer_by", "decided_at", "return_asked_on", "returned_on", "destroyed_at"],
    ]


@admin.register(Identity)
class IdentityWindow(Window):
    """That there is an identity, not which."""

    list_display = ["application", "edited_at"]
    list_select_related = ["application"]
    fields = ["application", "edited_at"]


@admin.register(Answer)
class AnswerWindow(Window):
    """That a question is answered, not how."""

    list_display = ["application", "question", "version", "edited_at"]
    list_select_related = ["application", "question"]
    fields = ["application", "question", "version", "edited_at"]


@admin.register(Paper)
class PaperWindow(Window):
    """That a certificate was named, and what the issuer says."""

    list_display = ["application", "check_state", "checked_by", "checked_at"]
    list_filter = ["check_state"]
    list_select_related = ["application", "checked_by"]
    fields = ["application", "check_state", "checked_by", "checked_at"]


@admin.register(Review)
class ReviewWindow(Window):
    """Blind reviews without their remarks."""

    list_display = ["application", "reviewer", "points", "given_at", "recused_at"]
    list_select_related = ["application", "reviewer"]
    fields = ["application", "reviewer", "points", "given_at", "recused_at", "assigned_by", "assigned_at"]


@admin.register(Talk)
class TalkWindow(Window):
    """Interviews without their remarks."""

    list_display = ["application", "at", "place", "came"]
    list_select_related = ["application"]
    fields = ["application", "at", "place", "minutes", "came", "held_by"]


@admin.register(SelectionList)
class SelectionListWindow(Window):
    """Lists by code names."""

    list_display = ["cohort", "proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "returned_at"]
    list_select_related = ["cohort", "proposed_by", "confirmed_by"]


@admin.register(Insurance)
class InsuranceWindow(Window):
    """Accident insurances."""

    list_display = ["cohort", "insurer", "policy", "valid_from", "valid_until"]
    list_select_related = ["cohort"]


@admin.register(Trainee)
class TraineeWindow(Window):
    """Trainees by code name, without the reason of an end."""

    list_display = ["application", "cohort", "enrolled_on", "attendance_pct", "grade", "certificate"]
    list_select_related = ["application", "cohort"]
    search_fields = ["application__code", "certificate"]
    fields = [
        *["application", "cohort", "insurance", "enrolled_on", "attendance_pct", "grade", "ended_on", "certificate"],
    ]


@admin.register(Session)
class SessionWindow(Window):
    """Days of training."""

    list_display = ["cohort", "on", "starts", "ends", "title", "cancelled_at"]
    list_select_related = ["cohort"]
    date_hierarchy = "on"


@admin.register(Attendance)
class AttendanceWindow(Window):
    """Who was there, without why it was corrected."""

    list_display = ["session", "trainee", "presence", "taken_by", "taken_at"]
    list_filter = ["presence"]
    list_select_related = ["session", "trainee__application", "taken_by"]
    fields = ["session", "trainee", "presence", "taken_by", "taken_at"]


@admin.register(Exam)
class ExamWindow(Window):
    """What is marked."""

    list_display = ["cohort", "title", "weight"]
    list_select_related = ["cohort"]


@admin.register(Mark)
class MarkWindow(Window):
    """Marks by code name."""

    list_display = ["exam", "trainee", "points", "given_by", "given_at"]
    list_select_related = ["exam", "trainee__application", "given_by"]


@admin.register(Allowance)
class AllowanceWindow(Window):
    """Allowances by code name."""

    list_display = ["trainee", "month", "attended", "scheduled", "amount_won", "stated_by", "confirmed_by"]
    list_select_related = ["trainee__application", "stated_by", "confirmed_by"]
    date_hierarchy = "month"
