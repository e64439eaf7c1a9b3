"""The demonstration's experts and projects, through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.funds.tests.factories import line
from sharedgrowth.support.demo.projects import WORK, fill
from sharedgrowth.support.models import Claim, Expert, Project, Visit

pytestmark = pytest.mark.django_db


def test_projects_at_every_step_and_none_twice():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code), staff(code)] for code in ("SG", "AP", "FM", "FI", "CN", "RQ")}
    for _place in range(30):
        company = CompanyFactory()
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))
    line(programme="smart_factory")

    fill(world)
    fill(world)

    assert Project.objects.count() == len(WORK)
    assert Counter(Project.objects.values_list("state", flat=True)) == {
        "agreement": 2,
        "in_progress": 2,
        "on_hold": 1,
        "completed": 1,
        "measured": 1,
        "verified": 1,
        "closed": 1,
        "terminated": 1,
    }
    assert Expert.objects.count() == 2
    assert Visit.objects.filter(stop_work=True).count() == 1
    assert Counter(Claim.objects.values_list("state", flat=True)) == {"accepted": 3}
