"""The courses of the demonstration: every state is shown, and a second run adds nothing."""

import random

import pytest

from portal.clock import today
from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.esg.demo.courses import fill
from purchasing.esg.models import CourseCertificate, CourseDuty, Enrolment, QuizTry
from purchasing.esg.queries import courses as queries

pytestmark = pytest.mark.django_db


def test_every_state_is_shown_and_a_second_run_adds_nothing():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {"SG": [staff("SG")]}
    for _place in range(8):
        company = CompanyFactory(level=Level.L2)
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))

    fill(world)
    fill(world)

    assert CourseCertificate.objects.count() == 15
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"enrolled", "passed"}
    assert QuizTry.objects.filter(passed=False).count() == 1
    assert CourseDuty.objects.filter(state="open").count() == 4
    assert queries.duties_late(today()).count() == 2
    assert queries.trained_share(today()) == (5, 8)
