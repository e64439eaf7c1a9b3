"""DO: enrol, attend, take the quiz, certify; make courses mandatory, remind, let them end. Source: domain 11.8."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.periods import months_after
from portal.policy import require
from purchasing.esg.models import (
    Course,
    CourseAttendance,
    CourseCertificate,
    CourseDuty,
    CourseOption,
    CourseSection,
    Enrolment,
    QuizTry,
    terms_on,
)
from purchasing.esg.policies import courses as policies
from purchasing.esg.queries import courses as queries
from purchasing.esg.rules import courses as rules
from purchasing.esg.states import StandingFact
from purchasing.esg.states.courses import DutyReason, DutyState
from purchasing.esg.states.support import EnrolmentState

ENDS_DAYS = 30  # before a certificate ends its person is told
RENEW_DAYS = 60  # before a certificate ends the course may be taken again


@transaction.atomic
def enrol(course: Course, *, by: User) -> Enrolment:
    """Begin a course, for oneself."""
    require(policies.may_enrol(by))
    if not course.is_current:
        raise WrongState(_("Another version of this course is offered meanwhile."))
    on = today()
    held = queries.certificates_in_force(on).filter(user=by, company=by.company_id, course__code=course.code)
    if held.filter(valid_to__gt=on + timedelta(days=RENEW_DAYS)).exists():
        raise RuleBroken(
            _("You hold a certificate of this course. It can be taken again %(days)s days before it ends.")
            % {"days": RENEW_DAYS}
        )
    enrolment = Enrolment(course=course, company=by.company, user=by)
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("You already take this course.")) from twice
    record(enrolment, "enrolled", by=by, payload={"course": str(course)})
    return enrolment


def _learning(enrolment: Enrolment, by: User) -> Enrolment:
    """Locked together with all else that the person takes: one person reads one page at a time."""
    held = list(Enrolment.objects.select_for_update(of=("self",)).filter(user=by).order_by("pk"))
    enrolment = Enrolment.objects.select_related("course").get(pk=enrolment.pk)
    if enrolment.pk not in {each.pk for each in held} or enrolment.state != EnrolmentState.ENROLLED:
        raise WrongState(_("This course is passed already."))
    return enrolment


@transaction.atomic
def open_section(enrolment: Enrolment, section: CourseSection, *, by: User) -> CourseAttendance:
    """The clock of this section runs from now; that of any other stops."""
    require(policies.may_learn(by, enrolment))
    enrolment = _learning(enrolment, by)
    CourseAttendance.objects.filter(enrolment__user=by).update(begun_at=None, beat_at=None)
    attended, _made = CourseAttendance.objects.get_or_create(enrolment=enrolment, section=section)
    now = db_now()
    attended.begun_at, attended.beat_at, attended.beats = now, now, 0
    attended.save(update_fields=["begun_at", "beat_at", "beats"])
    return attended


@transaction.atomic
def beat(enrolment: Enrolment, section: CourseSection, *, by: User) -> CourseAttendance:
    """A sign of life of the open page: the seconds since the last one count, a gap does not."""
    require(policies.may_learn(by, enrolment))
    enrolment = _learning(enrolment, by)
    attended = CourseAttendance.objects.filter(enrolment=enrolment, section=section).first()
    if attended is None or attended.begun_at is None:
        raise WrongState(_("Another section was opened meanwhile. Open this one again to go on."))
    _count(attended, db_now())
    return attended


def _count(attended: CourseAttendance, now: datetime) -> None:
    attended.seconds += rules.beat(attended.beat_at, now)
    attended.beat_at, attended.beats = now, attended.beats + 1
    attended.save(update_fields=["seconds", "beat_at", "beats"])


@transaction.atomic
def finish_section(enrolment: Enrolment, section: CourseSection, *, by: User) -> CourseAttendance:
    """ "I have read this section." Where the page gave signs of life these count; else the time since it was opened."""
    require(policies.may_learn(by, enrolment))
    enrolment = _learning(enrolment, by)
    attended = CourseAttendance.objects.filter(enrolment=enrolment, section=section).first()
    if attended is None or attended.begun_at is None:
        raise WrongState(_("Another section was opened meanwhile. Open this one again to go on."))
    now = db_now()
    if attended.beats:
        _count(attended, now)
    else:
        passed = int((now - attended.begun_at).total_seconds())
        attended.seconds = max(attended.seconds, min(passed, section.seconds))
    needed = rules.needed_seconds(section.seconds)
    if attended.seconds < needed:
        raise RuleBroken(
            _("Please read on: this section takes at least %(needed)s seconds, %(seconds)s are counted.")
            % {"needed": needed, "seconds": attended.seconds}
        )
    attended.read_at = attended.read_at or now
    attended.save(update_fields=["seconds", "read_at"])
    return attended


def check_quiz(enrolment: Enrolment) -> rules.Tries:
    """Whether the quiz is open: enough read, a try left. Returns the tries left."""
    if queries.watched_pct(enrolment) < rules.WATCHED_PCT:
        raise WrongState(
            _("The quiz opens when %(share)s percent of the course are read.") % {"share": rules.WATCHED_PCT}
        )
    on = today()
    left = queries.tries_of(enrolment, on, terms_on(on))
    if not left.left and left.again_on:
        raise WrongState(_("No try is left. The next one is possible from %(day)s.") % {"day": left.again_on})
    return left


@transaction.atomic
def take_quiz(enrolment: Enrolment, *, try_no: int, given: Mapping[int, int | None], by: User) -> QuizTry:
    """Hand in a try. With enough points the certificate is issued at once."""
    require(policies.may_learn(by, enrolment))
    enrolment = _learning(enrolment, by)
    if try_no != enrolment.tries.count() + 1:
        raise WrongState(_("This try was already handed in."))
    check_quiz(enrolment)
    asked = [each.question.no for each in queries.quiz_of(enrolment, try_no)]
    right = dict(
        CourseOption.objects.filter(question__course=enrolment.course, is_right=True)
        .values_list("question__no", "no")
        .order_by()
    )
    answers = rules.marked(asked, given, right)
    terms = terms_on(today())
    reached = rules.points(sum(bool(each["right"]) for each in answers), len(answers))
    made = QuizTry.objects.create(
        enrolment=enrolment,
        no=try_no,
        answers=answers,
        points=reached,
        pass_points=terms.quiz_pass,
        passed=reached >= terms.quiz_pass,
        by=by,
    )
    record(enrolment, "quiz_taken", by=by, payload={"no": try_no, "points": reached, "passed": made.passed})
    if made.passed:
        _certify(enrolment, made, by=by)
    return made


def _certify(enrolment: Enrolment, passed: QuizTry, *, by: User) -> CourseCertificate:
    on = today()
    move(enrolment, "pass", by=by, passed_at=db_now(), payload={"points": passed.points})
    certificate = CourseCertificate.objects.create(
        number=next_number("EDU"),
        token=secrets.token_urlsafe(18),
        enrolment=enrolment,
        course=enrolment.course,
        company=enrolment.company,
        user=by,
        name=by.name or by.email,
        points=passed.points,
        issued_on=on,
        valid_to=months_after(on, terms_on(on).course_months),
    )
    waiting = CourseDuty.objects.select_for_update(of=("self",)).filter(
        company=enrolment.company, code=enrolment.course.code, state=DutyState.OPEN
    )
    for duty in waiting:
        move(duty, "meet", by=by, payload={"certificate": certificate.number})
    announce("esg.course_passed", certificate=certificate.pk)
    return certificate


@transaction.atomic
def ask_for_courses(company: Company, courses: Iterable[Course], *, due_on: date, by: User) -> list[CourseDuty]:
    """Staff make courses mandatory for a company until a day."""
    require(policies.may_ask_for_courses(by))
    if due_on <= today():
        raise RuleBroken(_("Choose a day to come."), field="due_on")
    made = _oblige(company, courses, due_on=due_on, reason=DutyReason.STAFF, by=by)
    if not made:
        raise RuleBroken(_("The company has passed these courses, or must pass them already."), field="courses")
    return made


def _oblige(
    company: Company, courses: Iterable[Course], *, due_on: date, reason: DutyReason, by: User | None
) -> list[CourseDuty]:
    """What is neither held nor asked for already; twice without effect."""
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    known = queries.codes_held(company, today()) | set(
        CourseDuty.objects.filter(company=company, state=DutyState.OPEN).values_list("code", flat=True)
    )
    made = [
        CourseDuty.objects.create(company=company, code=course.code, reason=reason, due_on=due_on, asked_by=by)
        for course in courses
        if course.code not in known
    ]
    for duty in made:
        record(duty, "asked", by=by, payload={"course": duty.code, "due_on": due_on.isoformat(), "reason": reason})
    if made:
        announce("esg.courses_asked", company=company.pk, count=len(made), due_on=due_on.isoformat())
    return made


@transaction.atomic
def follow_band(company: Company) -> None:
    """Bands C, D and R make the courses mandatory; A and B lift what a band has asked for. Nobody's act."""
    on = today()
    band = standing_of(company, StandingFact.BAND, on)
    if band and band not in queries.GOOD:
        due_on = on + timedelta(days=terms_on(on).course_days)
        offered = queries.courses_offered().filter(is_mandatory=True)
        _oblige(company, offered, due_on=due_on, reason=DutyReason.BAND, by=None)
        return
    asked = CourseDuty.objects.select_for_update(of=("self",)).filter(
        company=company, state=DutyState.OPEN, reason=DutyReason.BAND
    )
    for duty in asked:
        move(duty, "lift", by=None, payload={"band": band or ""})


@transaction.atomic
def run_course_clock(on: date) -> int:
    """Once a day: certificates that end, companies in low bands without their courses, reminders, what is late."""
    if not once("esg.course-clock", on.isoformat()):
        return 0
    done = 0
    for enrolment in queries.enrolments_ended(on).select_for_update(of=("self",)):
        move(enrolment, "expire", by=None)
        announce("esg.course_expired", enrolment=enrolment.pk)
        done += 1
    for certificate in queries.certificates_ending(on + timedelta(days=ENDS_DAYS)):
        announce("esg.course_ends", certificate=certificate.pk)
        done += 1
    for company in queries.companies_in_low_bands(on):
        follow_band(company)
    for told, due_on, count in queries.duties_by_day():
        left = rules.reminder_due(due_on, on)
        if left or due_on == on - timedelta(days=1):
            announce("esg.courses_due", company=told, left=left or 0, count=count, due_on=due_on.isoformat())
            done += 1
    return done
