"""The demonstration's benefits: one through all its years, others at each step, through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.benefit.demo.money import fill
from sharedgrowth.benefit.demo.tasks import fill as play
from sharedgrowth.benefit.models import Measurement, ShareYear, Verification
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = pytest.mark.django_db


def test_completed_tasks_go_on_to_every_step():
    world = World(scale=1, rng=random.Random(1), say=lambda words: None, buyer=BuyerFactory())
    world.staff = {
        "SG": [staff("SG")],
        "PO": [staff("PO"), staff("PO")],
        "RQ": [staff("RQ"), staff("RQ")],
        "FI": [staff("FI"), staff("FI")],
    }
    for place in range(6):
        task = stage.agreed_task(stage.cast(), item=f"부품 {place}", baseline_ends=stage.years_ago(3 - place // 2, 20))
        for by in (world.staff["PO"][0], world.staff["RQ"][0]):
            task.opinions.create(bench="purchasing" if by.has_role("PO") else "field", feasible=True, text="가", by=by)

    fill(world)

    assert world.notes["benefit tasks measured"] == 5
    assert Counter(ShareYear.objects.values_list("state", flat=True))["verified"] >= 4
    assert Counter(Verification.objects.values_list("state", flat=True)) == {"verified": 4, "finance": 1, "voting": 1}
    assert Measurement.objects.filter(state="entered").count() == 1
    assert ShareYear.objects.filter(non_cash__isnull=False).count() == 1


def test_it_goes_on_from_the_tasks_of_the_demonstration():
    world = World(scale=1, rng=random.Random(1), say=lambda words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code), staff(code)] for code in ("SG", "RQ", "PO", "AP", "EV", "FI")}
    for _place in range(6):
        company = CompanyFactory()
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))

    play(world)
    fill(world)

    assert world.notes["benefit tasks measured"] == 5
    shared = ShareYear.objects.filter(state="verified")
    assert shared.count() >= 3
    assert all(year.compensation_won > 0 for year in shared)
