"""Doors of training: trainees, days, insurance, attendance, marks; a trainee's own page."""

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import Count, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.icalendar import Moment, calendar_text
from portal.policy import require
from sharedgrowth.jobs.forms.cohorts import NothingForm
from sharedgrowth.jobs.forms.training import (
    AttendanceForm,
    DaysForm,
    DropForm,
    ExamForm,
    InsuranceForm,
    MarksForm,
)
from sharedgrowth.jobs.models import Application, Cohort, Exam, Session, Trainee
from sharedgrowth.jobs.policies import cohorts as cohort_policies
from sharedgrowth.jobs.policies import training as policies
from sharedgrowth.jobs.queries.people import is_operator
from sharedgrowth.jobs.queries.training import noted_of, result_of, sessions_of, trainees_of
from sharedgrowth.jobs.services import training as services
from sharedgrowth.jobs.states import ATTENDED, ApplicationState
from sharedgrowth.jobs.views.applications import own_or_404
from sharedgrowth.jobs.views.shown import cohort_facts, cohort_or_404, cohort_trail, label_of, own_trail

A = ApplicationState


def _office_cohort(request: HttpRequest, number: str) -> Cohort:
    cohort = cohort_or_404(request, number)
    require(cohort_policies.may_read_office(request.user))
    return cohort


def training_url(cohort: Cohort) -> str:
    """The page of a cohort's training."""
    return reverse("jobs:training", args=[cohort.number])


@reads
def training(request: HttpRequest, number: str) -> HttpResponse:
    """Trainees with attendance and grade, days, exams, insurance."""
    cohort = _office_cohort(request, number)
    user, now = request.user, page_now(request)
    day = now.astimezone(SEOUL).date()
    sessions = sessions_of(cohort)
    trainees = list(trainees_of(cohort))
    prefetch_related_objects([cohort], "exams")  # each one's result asks for them
    exams = list(cohort.exams.all())
    names = is_operator(user)
    rows = []
    for each in trainees:
        each.cohort = cohort
        result = result_of(each, sessions, until=day)
        rows.append({"trainee": each, "label": label_of(each) if names else each.application.code, "result": result})
    taken = {each.pk: count for each, count in _taken(cohort)}
    context = {
        "trail": cohort_trail(cohort, _("Training")),
        "cohort": cohort,
        "facts": cohort_facts(cohort, inside=True),
        "rows": rows,
        "sessions": [
            {
                "session": each,
                "taken": taken.get(each.pk, 0),
                "due": each.on <= day and not taken.get(each.pk),
                "open": each.on > day or not taken.get(each.pk),
            }
            for each in sessions
        ],
        "noted_sessions": sum(1 for each in sessions if each.on <= day and taken.get(each.pk)),
        "enrolled": sum(1 for each in trainees if each.application.state == A.ENROLLED),
        "exams": exams,
        "insurances": list(cohort.insurances.all()),
        "may_train": policies.may_train(user, cohort),
        "may_attend": policies.may_take_attendance(user, cohort),
        "deeds": _deeds(request, cohort),
        "day": day,
    }
    return page(request, "jobs/training.html", context)


def _taken(cohort: Cohort) -> list[tuple[Session, int]]:
    rows = cohort.sessions.filter(cancelled_at=None).annotate(taken=Count("attendance"))
    return [(each, each.taken) for each in rows]


def _deeds(request: HttpRequest, cohort: Cohort) -> list[Deed]:
    user = request.user
    rows = [
        (
            policies.may_train(user, cohort),
            Deed(_("Plan days"), reverse("jobs:days-plan", args=[cohort.number]), "calendar"),
        ),
        (
            policies.may_train(user, cohort),
            Deed(_("Add an exam"), reverse("jobs:exam-add", args=[cohort.number]), "plus"),
        ),
        (
            policies.may_train(user, cohort),
            Deed(_("Enter an insurance"), reverse("jobs:insurance-add", args=[cohort.number]), "shield-check"),
        ),
        (
            cohort_policies.may_begin_training(user, cohort),
            Deed(
                _("Begin the training"), reverse("jobs:cohort-train", args=[cohort.number]), "arrow-right", primary=True
            ),
        ),
        (
            cohort_policies.may_end_training(user, cohort),
            Deed(_("End the training"), reverse("jobs:cohort-match", args=[cohort.number]), "flag"),
        ),
        (
            policies.may_state_allowance(user, cohort),
            Deed(_("Allowances"), reverse("jobs:allowances", args=[cohort.number]), "coin"),
        ),
    ]
    return [deed for verdict, deed in rows if verdict]


def _enter(request: HttpRequest, cohort: Cohort, form: Any, title: str, do: Any, *, text: str = "", back: str = ""):
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(form.cleaned_data)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return see(request, back or training_url(cohort))
    trail = [*cohort_trail(cohort, _("Training"))[:-1], (_("Training"), training_url(cohort)), (title, "")]
    context = {
        "trail": trail,
        "cohort": cohort,
        "form": form,
        "title": title,
        "text": text,
        "back": back or training_url(cohort),
    }
    return page(request, "jobs/training_form.html", context, status=status)


@writes(shows_form=True)
def insurance_add(request: HttpRequest, number: str) -> HttpResponse:
    """Which insurance covers the trainees."""
    cohort = _office_cohort(request, number)
    require(policies.may_train(request.user, cohort))
    form = InsuranceForm(posted(request), cohort=cohort)
    text = _("It covers the training from its first to its last day; everybody who is enrolled is insured by it.")

    def do(given: dict) -> object:
        return services.add_insurance(cohort, **given, by=request.user)

    return _enter(request, cohort, form, _("Enter an insurance"), do, text=text)


@writes(shows_form=True)
def days_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Sessions on each business day of a time."""
    cohort = _office_cohort(request, number)
    require(policies.may_train(request.user, cohort))
    form = DaysForm(posted(request), cohort=cohort)

    def do(given: dict) -> object:
        return services.plan_days(cohort, **given, by=request.user)

    return _enter(request, cohort, form, _("Plan days"), do)


@writes(shows_form=True)
def exam_add(request: HttpRequest, number: str) -> HttpResponse:
    """Something that is marked."""
    cohort = _office_cohort(request, number)
    require(policies.may_train(request.user, cohort))
    form = ExamForm(posted(request))

    def do(given: dict) -> object:
        return services.add_exam(cohort, **given, by=request.user)

    return _enter(request, cohort, form, _("Add an exam"), do)


def _session_or_404(request: HttpRequest, uid: Any) -> Session:
    require(cohort_policies.may_plan(request.user))
    return get_object_or_404(Session.objects.select_related("cohort__terms"), uid=uid)


@writes(shows_form=True)
def attendance(request: HttpRequest, uid: Any) -> HttpResponse:
    """Who was there."""
    session = _session_or_404(request, uid)
    cohort = session.cohort
    require(policies.may_take_attendance(request.user, cohort))
    here = set(noted_of(session).values_list("pk", flat=True))
    trainees = [each for each in trainees_of(cohort) if each.pk in here]
    noted = dict(session.attendance.values_list("trainee_id", "presence"))
    form = AttendanceForm(posted(request), trainees=trainees, noted=noted, names=label_of)
    title = _("Attendance, %(day)s") % {"day": session.on.isoformat()}

    def do(given: dict) -> object:
        return services.take_attendance(session, form.told(), reason=given.get("reason", ""), by=request.user)

    return _enter(request, cohort, form, title, do, text=f"{session.title} {session.starts:%H:%M}–{session.ends:%H:%M}")


@writes(shows_form=True)
def session_cancel(request: HttpRequest, uid: Any) -> HttpResponse:
    """A session that is not held."""
    session = _session_or_404(request, uid)
    decision = Decision(
        title=_("Cancel the session"),
        text=_("It no longer counts as scheduled; attendance that was noted of it does not count."),
        verb=_("Cancel the session"),
        done=_("The session is cancelled."),
        allowed=policies.may_train(request.user, session.cohort),
        do=lambda given: services.cancel_session(session, by=request.user),
        back=training_url(session.cohort),
        trail=cohort_trail(session.cohort, "-")[:-1],
        docno=f"{session.on:%Y-%m-%d}",
        heading=session.title,
        danger=True,
    )
    return decide(request, decision, NothingForm(posted(request)))


@writes(shows_form=True)
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Points of an exam."""
    require(cohort_policies.may_plan(request.user))
    exam = get_object_or_404(Exam.objects.select_related("cohort__terms"), pk=pk)
    require(policies.may_take_attendance(request.user, exam.cohort))
    trainees = [each for each in trainees_of(exam.cohort) if each.application.state == A.ENROLLED]
    given = dict(exam.marks.values_list("trainee_id", "points"))
    form = MarksForm(posted(request), trainees=trainees, given=given, names=label_of)

    def do(_given: dict) -> object:
        return services.give_marks(exam, form.told(), by=request.user)

    return _enter(request, exam.cohort, form, _("Marks: %(exam)s") % {"exam": exam.title}, do)


@writes(shows_form=True)
def trainee_drop(request: HttpRequest, uid: Any) -> HttpResponse:
    """The training of one person ends early."""
    require(cohort_policies.may_plan(request.user))
    trainee = get_object_or_404(Trainee.objects.select_related("application__identity", "cohort"), uid=uid)
    decision = Decision(
        title=_("End the training of one person"),
        text=_("The place stays empty. Allowances count the days until today."),
        verb=_("End it"),
        done=_("The training of this person has ended."),
        allowed=policies.may_drop(request.user, trainee),
        do=lambda given: services.drop_trainee(trainee, reason=given["reason"], by=request.user),
        back=training_url(trainee.cohort),
        trail=cohort_trail(trainee.cohort, "-")[:-1],
        docno=trainee.application.code,
        danger=True,
    )
    return decide(request, decision, DropForm(posted(request)))


def own_trainee_or_404(request: HttpRequest, number: str) -> tuple[Application, Trainee]:
    """One's own training."""
    application = own_or_404(request, number)
    trainee = get_object_or_404(
        Trainee.objects.select_related("cohort__terms", "insurance").prefetch_related("attendance", "marks__exam"),
        application=application,
    )
    trainee.application = application
    return application, trainee


@reads
def training_mine(request: HttpRequest, number: str) -> HttpResponse:
    """A trainee's own page: days, attendance, marks, allowances, certificate."""
    application, trainee = own_trainee_or_404(request, number)
    day = page_now(request).astimezone(SEOUL).date()
    sessions = sessions_of(trainee.cohort)
    noted = {each.session_id: each for each in trainee.attendance.all()}
    rows = [
        {
            "session": each,
            "noted": noted.get(each.pk),
            "there": each.pk in noted and noted[each.pk].presence in ATTENDED,
        }
        for each in sessions
    ]
    context = {
        "trail": own_trail(application, _("Training")),
        "application": application,
        "trainee": trainee,
        "cohort": trainee.cohort,
        "facts": cohort_facts(trainee.cohort),
        "result": result_of(trainee, sessions, until=day),
        "coming": [row for row in rows if row["session"].on >= day][:10],
        "past": [row for row in rows if row["session"].on < day],
        "marks": list(trainee.marks.all()),
        "allowances": list(trainee.allowances.filter(confirmed_at__isnull=False).order_by("month")),
    }
    return page(request, "jobs/training_mine.html", context)


@reads
def training_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The days of the training as calendar entries."""
    application, trainee = own_trainee_or_404(request, number)
    url = request.build_absolute_uri(reverse("jobs:training-mine", args=[application.number]))
    moments = [
        Moment(
            uid=f"jobs-session-{each.uid}",
            at=_at(each.on, each.ends),
            begins_at=_at(each.on, each.starts),
            title=each.title,
            text=trainee.cohort.title,
            url=url,
            changed_at=trainee.cohort.published_at or page_now(request),
            place=each.place,
            remind_hours=0,
        )
        for each in sessions_of(trainee.cohort)
    ]
    text = calendar_text(trainee.cohort.title, "-//Together//Youth Dream//KO", moments)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="training-{trainee.cohort.number}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _at(day: date, time: time) -> datetime:
    return datetime.combine(day, time, tzinfo=SEOUL)
