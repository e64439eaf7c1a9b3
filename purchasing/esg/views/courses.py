"""Doors of the curriculum: courses, their sections with the clock, the quiz and its result; who has which."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.esg.forms.courses import AskForm, LearnersFilter, QuizForm
from purchasing.esg.models import Course, CourseSection, Enrolment, terms_on
from purchasing.esg.policies import courses as policies
from purchasing.esg.queries import courses as queries
from purchasing.esg.rules import courses as rules
from purchasing.esg.services import courses as services
from purchasing.esg.states.support import EnrolmentState

PER_PAGE = 20


def _today(request: HttpRequest) -> date:
    return page_now(request).astimezone(SEOUL).date()


def _home() -> tuple[object, str]:
    return (_("Courses"), reverse("esg:course-list"))


def _at(code: str) -> str:
    return reverse("esg:course-detail", args=[code])


def _course(code: str) -> Course:
    return get_object_or_404(queries.courses_offered(), code=code)


def _own(request: HttpRequest, code: str) -> Enrolment | None:
    """The latest enrolment of this person."""
    own = Enrolment.objects.filter(user=request.user, company=request.user.company_id, course__code=code)
    return own.select_related("course", "certificate", "company").order_by("-pk").first()


def _learning(request: HttpRequest, code: str) -> Enrolment:
    enrolment = _own(request, code)
    if enrolment is None:
        raise Http404
    return enrolment


def _section(enrolment: Enrolment, no: int) -> CourseSection:
    return get_object_or_404(enrolment.course.sections, no=no)


@reads
def course_list(request: HttpRequest) -> HttpResponse:
    """All courses: how far one is, what is mandatory for the company; for staff also what is late."""
    user, on = request.user, _today(request)
    courses = list(queries.courses_offered())
    enrolled = {}
    for enrolment in queries.enrolments_visible_to(user).filter(user=user).order_by("pk"):
        enrolled[enrolment.course.code] = enrolment
    duties = {duty.code: duty for duty in queries.open_duties(user)} if user.is_supplier else {}
    minutes = queries.minutes_of(courses)
    reads_all = queries.reads_all(user)
    context = {
        "rows": [
            {
                "course": course,
                "minutes": minutes.get(course.pk, 0),
                "enrolment": enrolled.get(course.code),
                "duty": duties.get(course.code),
            }
            for course in courses
        ],
        "duties": list(duties.values()),
        "late": [duty for duty in duties.values() if duty.due_on < on],
        "reads_all": reads_all,
        "sees_company": user.is_supplier and user.has_role(*queries.OWN),
        "late_everywhere": queries.duties_late(on).count() if reads_all else 0,
        "may_ask": bool(policies.may_ask_for_courses(user)),
        "months": terms_on(on).course_months,
    }
    return page(request, "esg/course_list.html", context)


@reads
def course_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One course: what it holds, how far one is, and the next step."""
    enrolment, user, on = _own(request, code), request.user, _today(request)
    course = enrolment.course if enrolment and enrolment.state == EnrolmentState.ENROLLED else _course(code)
    terms = terms_on(on)
    learning = enrolment if enrolment and enrolment.state == EnrolmentState.ENROLLED else None
    attended = queries.attendance_of(learning) if learning else {}
    watched = queries.watched_pct(learning) if learning else 0
    context = {
        "trail": [_home(), (course.title, "")],
        "course": course,
        "enrolment": enrolment,
        "learning": learning,
        "sections": [(each, attended.get(each.pk)) for each in queries.sections_of(course)],
        "watched": watched,
        "quiz_opens": watched >= rules.WATCHED_PCT,
        "needed": rules.WATCHED_PCT,
        "tries": queries.tries_of(learning, on, terms) if learning else None,
        "made": list(enrolment.tries.order_by("-no")) if enrolment else [],
        "certificate": getattr(enrolment, "certificate", None),
        "questions": course.questions.count(),
        "minutes": queries.minutes_of([course]).get(course.pk, 0),
        "terms": terms,
        "may_enrol": bool(policies.may_enrol(user)) and learning is None,
        "entries": timeline_of(enrolment) if enrolment else None,
        "today": on,
    }
    return page(request, "esg/course_detail.html", context)


@writes
def course_enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Begin it."""
    try:
        services.enrol(_course(code), by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Enrolled. Begin with the first section."))
    return see(request, _at(code))


@reads
def course_section(request: HttpRequest, code: str, no: int) -> HttpResponse:
    """A section to read; its clock runs once it was opened by the button on the course's page."""
    enrolment = _learning(request, code)
    section = _section(enrolment, no)
    attended = queries.attendance_of(enrolment).get(section.pk)
    context = {
        "trail": [_home(), (enrolment.course.title, _at(code)), (section.title, "")],
        "course": enrolment.course,
        "section": section,
        "attended": attended,
        "ticking": _ticks(enrolment, attended),
        "needed": rules.needed_seconds(section.seconds),
    }
    return page(request, "esg/course_section.html", context)


def _ticks(enrolment: Enrolment, attended) -> bool:
    return bool(enrolment.state == EnrolmentState.ENROLLED and attended and attended.begun_at)


@writes
def section_open(request: HttpRequest, code: str, no: int) -> HttpResponse:
    """The clock of this section begins."""
    enrolment = _learning(request, code)
    services.open_section(enrolment, _section(enrolment, no), by=request.user)
    return see(request, reverse("esg:course-section", args=[code, no]))


@writes
def section_beat(request: HttpRequest, code: str, no: int) -> HttpResponse:
    """A sign of life of the open page; what is counted comes back."""
    enrolment = _learning(request, code)
    section = _section(enrolment, no)
    try:
        attended = services.beat(enrolment, section, by=request.user)
    except WrongState:
        attended = None
    context = {
        "course": enrolment.course,
        "section": section,
        "attended": attended,
        "ticking": attended is not None,
        "needed": rules.needed_seconds(section.seconds),
    }
    return page(request, "esg/_course_clock.html", context)


@writes
def section_read(request: HttpRequest, code: str, no: int) -> HttpResponse:
    """ "I have read this section." """
    enrolment = _learning(request, code)
    section = _section(enrolment, no)
    try:
        services.finish_section(enrolment, section, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("esg:course-section", args=[code, no]))
    messages.success(request, _("Read: %(title)s") % {"title": section.title})
    return see(request, _at(code))


@writes(shows_form=True)
def course_quiz(request: HttpRequest, code: str) -> HttpResponse:
    """The quiz: its questions in the order of this try; what is right is not in the page."""
    enrolment = _learning(request, code)
    require(policies.may_learn(request.user, enrolment))
    context = {"trail": [_home(), (enrolment.course.title, _at(code)), (_("Quiz"), "")], "course": enrolment.course}
    if request.method != "POST":
        try:
            if enrolment.state != EnrolmentState.ENROLLED:
                raise WrongState(_("This course is passed already."))
            left = services.check_quiz(enrolment)
        except WrongState as closed:
            return page(request, "esg/course_quiz.html", {**context, "closed": str(closed)})
    else:
        left = None
    try_no = enrolment.tries.count() + 1
    asked = queries.quiz_of(enrolment, try_no)
    form = QuizForm(posted(request), asked=asked, initial={"try_no": try_no})
    if request.method == "POST" and form.is_valid():
        made = services.take_quiz(enrolment, try_no=form.cleaned_data["try_no"], given=form.given, by=request.user)
        return see(request, reverse("esg:course-result", args=[code, enrolment.uid, made.no]))
    terms = terms_on(_today(request))
    context |= {"form": form, "try_no": try_no, "left": left, "pass_points": terms.quiz_pass}
    return page(request, "esg/course_quiz.html", context, status=422 if request.method == "POST" else 200)


@reads
def course_result(request: HttpRequest, code: str, uid, no: int) -> HttpResponse:
    """What a try brought; the right answers are told once the course is passed."""
    enrolment = get_object_or_404(
        queries.enrolments_visible_to(request.user), uid=uid, course__code=code, user=request.user
    )
    made = get_object_or_404(enrolment.tries, no=no)
    questions = {each.no: each for each in enrolment.course.questions.prefetch_related("options")}
    rows = []
    for answer in made.answers:
        question = questions[answer["question"]]
        options = {option.no: option for option in question.options.all()}
        right = next(option.text for option in options.values() if option.is_right)
        given = options.get(answer["option"])
        rows.append(
            {
                "question": question.text,
                "given": given.text if given else "",
                "right": answer["right"],
                "answer": right if made.passed else "",
            }
        )
    on = _today(request)
    context = {
        "trail": [_home(), (enrolment.course.title, _at(code)), (_("Result"), "")],
        "course": enrolment.course,
        "enrolment": enrolment,
        "made": made,
        "rows": rows,
        "certificate": getattr(enrolment, "certificate", None),
        "tries": queries.tries_of(enrolment, on, terms_on(on)),
    }
    return page(request, "esg/course_result.html", context)


@reads
def course_learners(request: HttpRequest) -> HttpResponse:
    """Who takes what: staff of all companies, an administrator or ESG officer of the own one; and what is late."""
    user = request.user
    if not (queries.reads_all(user) or (user.is_supplier and user.has_role(*queries.OWN))):
        raise NotAllowed(_("The list of learners is for ESG, shared growth, compliance and audit."))
    on = _today(request)
    form = LearnersFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.enrolments_listed_for(
        user, words=given.get("q", ""), state=given.get("state", ""), code=given.get("course", "")
    )
    titles = {course.code: course.title for course in queries.courses_offered()}
    duties = list(queries.open_duties(user)[:PER_PAGE])
    context = {
        "trail": [_home(), (_("Who has which"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": user.is_internal,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "duties": [(duty, titles.get(duty.code, duty.code), duty.due_on < on) for duty in duties],
        "open_count": queries.open_duties(user).count(),
        "share": queries.trained_share(on) if user.is_internal else None,
        "may_ask": bool(policies.may_ask_for_courses(user)),
        "today": on,
    }
    return page(request, "esg/course_learners.html", context, part="esg/_course_results.html")


@writes(shows_form=True)
def course_ask(request: HttpRequest) -> HttpResponse:
    """Make courses mandatory for a company."""
    what = Decision(
        title=_("Make courses mandatory"),
        text=_("Somebody of the company must hold a certificate of each course by the day. The company is told."),
        verb=_("Make them mandatory"),
        done=_("Done. The company is told."),
        allowed=policies.may_ask_for_courses(request.user),
        do=lambda given: services.ask_for_courses(**given, by=request.user),
        back=reverse("esg:course-learners"),
        trail=[_home()],
    )
    return decide(request, what, AskForm(posted(request)))
