"""Courses in the demonstration: certificates, a course under way, a failed quiz, what is mandatory and what is late."""

from datetime import timedelta

from portal.clock import db_now, today
from portal.demo import Part, World, parts
from purchasing.esg.models import Course, CourseAttendance, CourseDuty, CourseOption, Enrolment
from purchasing.esg.queries import courses as queries
from purchasing.esg.services import courses
from purchasing.esg.states.courses import DutyReason

PASSED = (("basics", 6), ("policy", 5), ("people", 6), ("minerals", 5), ("evidence", 6))


def _read(enrolment: Enrolment, by, sections: int) -> None:
    """Sections opened a minute ago and finished now."""
    for section in queries.sections_of(enrolment.course)[:sections]:
        courses.open_section(enrolment, section, by=by)
        since = db_now() - timedelta(seconds=section.seconds)
        CourseAttendance.objects.filter(enrolment=enrolment, section=section).update(begun_at=since, beat_at=since)
        courses.finish_section(enrolment, section, by=by)


def _answer(enrolment: Enrolment, by, right: int) -> None:
    """A try with so many right answers."""
    given: dict[int, int | None] = {}
    options = CourseOption.objects.filter(question__course=enrolment.course, is_right=True)
    for no, option in options.values_list("question__no", "no").order_by("question__no"):
        given[no] = option if len(given) < right else option % 3 + 1
    courses.take_quiz(enrolment, try_no=enrolment.tries.count() + 1, given=given, by=by)


def pass_course(course: Course, *, by) -> None:
    """One person reads a course and answers all."""
    if Enrolment.objects.filter(course=course, user=by).exists():
        return
    enrolment = courses.enrol(course, by=by)
    _read(enrolment, by, 3)
    _answer(enrolment, by, 6)


def fill(world: World) -> None:
    """Five companies with certificates, one in the middle of a course, one that failed, one with courses overdue."""
    if Enrolment.objects.exists():
        return
    by_code = {course.code: course for course in Course.objects.filter(is_current=True)}
    people = [world.bidders[company.pk] for company in world.suppliers[:8]]
    for place, person in enumerate(people[:5]):
        for code, right in PASSED[: place + 1]:
            enrolment = courses.enrol(by_code[code], by=person)
            _read(enrolment, person, 3)
            _answer(enrolment, person, right)
    _read(courses.enrol(by_code["carbon"], by=people[0]), people[0], 2)
    failed = courses.enrol(by_code["fairtrade"], by=people[5])
    _read(failed, people[5], 3)
    _answer(failed, people[5], 3)
    asked = [by_code["environment"], by_code["carbon"]]
    courses.ask_for_courses(people[0].company, asked, due_on=today() + timedelta(days=21), by=world.one("SG"))
    for code in ("basics", "people"):
        CourseDuty.objects.get_or_create(
            company=people[6].company,
            code=code,
            state="open",
            defaults={"reason": DutyReason.STAFF, "due_on": today() - timedelta(days=9), "asked_by": world.one("SG")},
        )


parts.add("esg-courses", Part(order=72, title="ESG courses, certificates, what is mandatory", fill=fill))
