"""The demonstration's cohorts: every state is played, through the services, and none twice."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, staff
from sharedgrowth.jobs.demo.cohorts import fill
from sharedgrowth.jobs.models import Allowance, Application, Cohort
from sharedgrowth.jobs.states import CohortState as C

pytestmark = pytest.mark.django_db


def test_every_state_is_played_and_none_twice():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {"HR": [staff("HR"), staff("HR")], "EV": [staff("EV"), staff("EV"), staff("EV")]}

    fill(world)
    fill(world)

    assert Counter(Cohort.objects.values_list("state", flat=True)) == {
        C.PLANNED: 1, C.RECRUITING: 1, C.SELECTING: 1, C.TRAINING: 1, C.MATCHING: 2, C.CANCELLED: 1,
    }  # fmt: skip
    matching = Cohort.objects.get(number=world.notes["jobs cohort matching"])
    states = Counter(matching.applications.values_list("state", flat=True))
    assert states["completed"] >= 10
    assert Application.objects.filter(state="enrolled").count() == 9
    assert Allowance.objects.filter(confirmed_at__isnull=False).exists()
