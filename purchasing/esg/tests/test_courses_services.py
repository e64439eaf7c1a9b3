"""Courses by their services: reading time, tries, certificates, what bands make mandatory. Source: domain 11.8."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.people.states import Level
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from purchasing.esg.models import Course, CourseDuty, CourseOption, QuizTry
from purchasing.esg.queries import courses as queries
from purchasing.esg.queries.known import known_facts
from purchasing.esg.services import courses as services
from purchasing.esg.tests import course_stage as made
from purchasing.esg.tests.factories import hear, person

pytestmark = pytest.mark.django_db


def learner():
    user = supplier("SE")
    return user, services.enrol(made.course(), by=user)


def test_the_eight_courses_come_with_sections_and_at_least_six_questions_each():
    courses = list(queries.courses_offered())
    assert [course.code for course in courses] == [
        "basics", "policy", "environment", "carbon", "people", "fairtrade", "minerals", "evidence",
    ]  # fmt: skip
    for course in courses:
        assert course.sections.count() == 3
        assert course.questions.count() >= 6
        right = CourseOption.objects.filter(question__course=course, is_right=True)
        assert right.count() == course.questions.count()


def test_a_section_counts_once_its_time_has_passed_without_any_script():
    user, enrolment = learner()
    section = enrolment.course.sections.get(no=1)
    with pytest.raises(WrongState, match="Open this one again"):
        services.finish_section(enrolment, section, by=user)
    services.open_section(enrolment, section, by=user)
    with pytest.raises(RuleBroken, match="at least 48 seconds"):
        services.finish_section(enrolment, section, by=user)
    made.later(enrolment, 50)
    attended = services.finish_section(enrolment, section, by=user)
    assert attended.read_at is not None
    assert attended.seconds >= 50
    assert queries.watched_pct(enrolment) < 80


def test_signs_of_life_count_and_gaps_do_not():
    user, enrolment = learner()
    section = enrolment.course.sections.get(no=1)
    services.open_section(enrolment, section, by=user)
    made.later(enrolment, 20)
    assert services.beat(enrolment, section, by=user).seconds == 20
    made.later(enrolment, 600)
    assert services.beat(enrolment, section, by=user).seconds == 20  # the page was away
    with pytest.raises(RuleBroken, match="20 are counted"):
        services.finish_section(enrolment, section, by=user)
    made.later(enrolment, 30)
    assert services.finish_section(enrolment, section, by=user).seconds == 50


def test_two_sections_are_not_read_at_the_same_time():
    user, enrolment = learner()
    first, second = enrolment.course.sections.order_by("no")[:2]
    services.open_section(enrolment, first, by=user)
    services.open_section(enrolment, second, by=user)
    made.later(enrolment, 60)
    services.finish_section(enrolment, second, by=user)
    with pytest.raises(WrongState, match="Another section was opened"):
        services.finish_section(enrolment, first, by=user)


def test_the_quiz_is_closed_until_four_fifths_are_read():
    user, enrolment = learner()
    with pytest.raises(WrongState, match="80 percent"):
        made.tried(enrolment, right=6, by=user)


def test_passing_gives_a_certificate_for_24_months_and_no_second_course_meanwhile():
    user, enrolment = learner()
    made.read_all(enrolment, by=user)
    assert made.tried(enrolment, right=4, by=user).points == 66
    assert made.tried(enrolment, right=5, by=user).passed
    enrolment.refresh_from_db()
    certificate = enrolment.certificate
    assert (enrolment.state, certificate.points) == ("passed", 83)
    assert certificate.valid_to == months_after(today(), 24)
    with pytest.raises(RuleBroken, match="You hold a certificate"):
        services.enrol(enrolment.course, by=user)
    hear()
    assert Notice.objects.filter(user=user, kind="esg.course_passed").count() == 1


def test_the_fourth_try_in_thirty_days_is_refused_with_the_day_of_the_next():
    user, enrolment = learner()
    made.read_all(enrolment, by=user)
    for _try in range(3):
        made.tried(enrolment, right=0, by=user)
    with pytest.raises(WrongState, match=str(today() + timedelta(days=30))):
        made.tried(enrolment, right=6, by=user)
    assert QuizTry.objects.count() == 3


def test_a_try_is_handed_in_once_and_never_changed():
    user, enrolment = learner()
    made.read_all(enrolment, by=user)
    made.tried(enrolment, right=1, by=user)
    with pytest.raises(WrongState, match="already handed in"):
        services.take_quiz(enrolment, try_no=1, given=made.answers(enrolment, right=6), by=user)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE esg_quiztry SET points = 100")


def test_the_order_of_a_try_can_be_made_again_and_differs_from_try_to_try():
    _user, enrolment = learner()
    first = [each.question.no for each in queries.quiz_of(enrolment, 1)]
    assert first == [each.question.no for each in queries.quiz_of(enrolment, 1)]
    orders = {tuple(each.question.no for each in queries.quiz_of(enrolment, no)) for no in range(1, 9)}
    assert len(orders) > 1


def test_everybody_learns_in_person():
    user, enrolment = learner()
    colleague = person(user.company, "SA")
    with pytest.raises(NotAllowed, match="in person"):
        services.open_section(enrolment, enrolment.course.sections.get(no=1), by=colleague)
    with pytest.raises(NotAllowed, match="for suppliers"):
        services.enrol(made.course(), by=staff("ER"))
    with pytest.raises(NotAllowed):
        services.enrol(made.course(), by=UserFactory(company=user.company, roles=("BD",)))


def test_band_c_makes_all_courses_mandatory_within_60_days_and_band_b_lifts_them():
    user = supplier("SE")
    made.passed(user, "basics")
    made.in_band(user.company, "C")
    services.follow_band(user.company)
    services.follow_band(user.company)
    duties = CourseDuty.objects.filter(company=user.company)
    assert duties.count() == 7  # one of eight is passed already
    assert {(duty.state, duty.due_on) for duty in duties} == {("open", today() + timedelta(days=60))}
    made.passed(user, "policy")
    assert duties.get(code="policy").state == "met"
    hear()
    assert Notice.objects.filter(user=user, kind="esg.courses_asked").count() == 1
    made.in_band(user.company, "B")
    services.follow_band(user.company)
    assert set(duties.values_list("state", flat=True)) == {"met", "lifted"}


def test_what_staff_asks_for_is_not_lifted_by_a_band():
    user, grower = supplier("SE"), staff("SG")
    due_on = today() + timedelta(days=30)
    services.ask_for_courses(user.company, [made.course("carbon")], due_on=due_on, by=grower)
    with pytest.raises(RuleBroken, match="must pass them already"):
        services.ask_for_courses(user.company, [made.course("carbon")], due_on=due_on, by=grower)
    with pytest.raises(RuleBroken, match="a day to come"):
        services.ask_for_courses(user.company, [made.course("people")], due_on=today(), by=grower)
    with pytest.raises(NotAllowed):
        services.ask_for_courses(user.company, [made.course("people")], due_on=due_on, by=user)
    made.in_band(user.company, "A")
    services.follow_band(user.company)
    assert CourseDuty.objects.get().state == "open"


def test_the_clock_reminds_tells_of_what_is_late_and_ends_certificates():
    user, grower = supplier("SE"), staff("SG")
    old = made.issued(user, days=721)
    made.issued(user, days=690, code="policy")
    services.ask_for_courses(user.company, [made.course("carbon")], due_on=today() + timedelta(days=7), by=grower)
    CourseDuty.objects.create(
        company=user.company, code="people", reason="staff", due_on=today() - timedelta(days=1), asked_by=grower
    )
    assert services.run_course_clock(today()) == 4
    assert services.run_course_clock(today()) == 0
    old.enrolment.refresh_from_db()
    assert old.enrolment.state == "expired"
    hear()
    told = set(Notice.objects.filter(user=user).values_list("kind", flat=True))
    assert {"esg.courses_due", "esg.courses_overdue", "esg.course_expired", "esg.course_ends"} <= told
    assert Notice.objects.filter(user=grower, kind="esg.courses_overdue_seen").exists()
    assert queries.duties_late(today()).count() == 1


def test_the_clock_finds_companies_in_low_bands_that_were_told_nothing():
    user = supplier("SE", company=CompanyFactory(level=Level.L2))
    made.in_band(user.company, "D")
    services.run_course_clock(today())
    assert CourseDuty.objects.filter(company=user.company, state="open").count() == 8


def test_certificates_are_offered_as_a_known_fact():
    user = supplier("SE")
    offered = known_facts.get("courses")
    assert offered(user.company, today()) == []
    certificate = made.passed(user)
    (known,) = offered(user.company, today())
    assert (known.score, known.on) == (3, today())
    assert certificate.number in known.source


def test_who_began_a_version_finishes_it():
    _user, enrolment = learner()
    course = enrolment.course
    Course.objects.filter(pk=course.pk).update(is_current=False)
    course.refresh_from_db()
    with pytest.raises(WrongState, match="Another version"):
        services.enrol(course, by=supplier("SE"))
    assert enrolment.course.version == "1.0"
