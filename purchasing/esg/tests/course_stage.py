"""Courses as the tests need them: sections read, quizzes answered, certificates issued."""

from datetime import timedelta

from portal.clock import db_now, today
from portal.people.models import Company, User
from portal.people.services import record_standing
from purchasing.esg.models import Course, CourseAttendance, CourseCertificate, CourseOption, Enrolment, QuizTry
from purchasing.esg.services import courses as services
from purchasing.esg.states import StandingFact


def course(code: str = "basics") -> Course:
    """One of those that come with the portal."""
    return Course.objects.get(code=code, is_current=True)


def later(enrolment: Enrolment, seconds: int) -> None:
    """So many seconds pass since the section was opened and last gave a sign of life."""
    for attended in CourseAttendance.objects.filter(enrolment=enrolment, begun_at__isnull=False):
        attended.begun_at -= timedelta(seconds=seconds)
        attended.beat_at -= timedelta(seconds=seconds)
        attended.save(update_fields=["begun_at", "beat_at"])


def read_all(enrolment: Enrolment, *, by: User) -> None:
    """Every section, with the time that it takes."""
    for section in enrolment.course.sections.order_by("no"):
        services.open_section(enrolment, section, by=by)
        later(enrolment, section.seconds)
        services.finish_section(enrolment, section, by=by)


def answers(enrolment: Enrolment, *, right: int) -> dict[int, int | None]:
    """So many right answers, the others wrong."""
    found: dict[int, int | None] = {}
    for option in CourseOption.objects.filter(question__course=enrolment.course, is_right=True).order_by(
        "question__no"
    ):
        wrong = 1 if option.no != 1 else 2
        found[option.question.no] = option.no if len(found) < right else wrong
    return found


def tried(enrolment: Enrolment, *, right: int, by: User) -> QuizTry:
    """A try handed in."""
    given = answers(enrolment, right=right)
    return services.take_quiz(enrolment, try_no=enrolment.tries.count() + 1, given=given, by=by)


def passed(user: User, code: str = "basics") -> CourseCertificate:
    """The certificate of a person who read all and answered all."""
    enrolment = services.enrol(course(code), by=user)
    read_all(enrolment, by=user)
    tried(enrolment, right=6, by=user)
    return CourseCertificate.objects.get(enrolment=enrolment)


def in_band(company: Company, band: str) -> None:
    """As the ground floor knows it."""
    record_standing(company, StandingFact.BAND, band, valid_from=today(), source="ESG-2026-000001")


def issued(user: User, *, days: int, code: str = "basics") -> CourseCertificate:
    """A certificate of a course passed so many days ago, holding for 24 months of 30 days."""
    enrolment = Enrolment.objects.create(
        course=course(code),
        company=user.company,
        user=user,
        state="passed",
        passed_at=db_now() - timedelta(days=days),
    )
    on = today() - timedelta(days=days)
    return CourseCertificate.objects.create(
        number=f"EDU-2024-9{enrolment.pk:05d}",
        token=f"t{enrolment.uid.hex[:20]}",
        enrolment=enrolment,
        course=enrolment.course,
        company=user.company,
        user=user,
        name=user.name,
        points=100,
        issued_on=on,
        valid_to=on + timedelta(days=720),
    )
