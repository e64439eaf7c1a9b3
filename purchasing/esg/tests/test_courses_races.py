"""Two hands at once: a try counts once, and one person reads one section at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.errors import RuleBroken, WrongState
from portal.people.models import User
from portal.tests.factories import supplier
from purchasing.esg.models import CourseCertificate, Enrolment, QuizTry
from purchasing.esg.models.courses_shipped import enter_courses
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import courses as services
from purchasing.esg.tests import course_stage as made

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_try_handed_in_twice_at_once_counts_once():
    enter_terms()
    enter_courses()
    user = supplier("SE")
    enrolment = services.enrol(made.course(), by=user)
    made.read_all(enrolment, by=user)
    given = made.answers(enrolment, right=6)
    start = Barrier(2)

    def hand_in(_place: int) -> str:
        try:
            mine = Enrolment.objects.select_related("course", "company").get(pk=enrolment.pk)
            by = User.objects.get(pk=user.pk)
            start.wait()
            services.take_quiz(mine, try_no=1, given=given, by=by)
        except (WrongState, RuleBroken):
            return "refused"
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(hand_in, range(2)))

    assert ends == ["refused", "taken"]
    assert (QuizTry.objects.count(), CourseCertificate.objects.count()) == (1, 1)
