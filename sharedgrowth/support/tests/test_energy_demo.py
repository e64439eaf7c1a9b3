"""The demonstration's audits, levels and organisations: every step is played, through the services."""

import random
from collections import Counter

import pytest

from portal.clock import today
from portal.demo import World
from portal.people.models import Company
from portal.tests.factories import staff
from sharedgrowth.support.demo.energy import fill
from sharedgrowth.support.models import EmissionFactor, EnergyAudit, EnergyUse, Recommender, SmartLevel, SmartSystem
from sharedgrowth.support.queries.levels import dormant_among
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.states.levels import LevelState
from sharedgrowth.support.tests import factories

pytestmark = pytest.mark.django_db


def test_every_step_is_played_and_nothing_twice():
    officer = staff("SG")
    told: list[str] = []
    world = World(scale=1, rng=random.Random(3), say=told.append, buyer=Company.objects.get(is_buyer=True))
    world.staff = {"SG": [officer], "FI": [staff("FI")], "CN": [staff("CN")]}
    for _ in range(8):
        company = factories.sme()
        world.suppliers.append(company)
        world.bidders[company.pk] = factories.person(company, "SA")
    for company in world.suppliers[:4]:
        application = factories.applied(
            factories.call("energy"), company, state=ApplicationState.SELECTED, cost=10_000_000
        )
        factories.project(application, state=ProjectState.IN_PROGRESS, officer=officer)
    factories.call("smart_factory")

    fill(world)
    fill(world)

    assert Counter(EnergyAudit.objects.values_list("state", flat=True)) == {
        AuditState.VERIFIED: 1,
        AuditState.REPORTED: 1,
        AuditState.DRAFT: 1,
        AuditState.MEASURED: 1,
    }
    assert all(use.saving > 0 for use in EnergyUse.objects.filter(saving__isnull=False))
    assert Counter(SmartLevel.objects.values_list("state", flat=True)) == {
        LevelState.CONFIRMED: 11,
        LevelState.PROPOSED: 1,
    }
    assert [system.name for system in SmartSystem.objects.all() if dormant_among([system], today())] == ["검사 성적서"]
    assert (Recommender.objects.count(), EmissionFactor.objects.filter(state="proposed").count()) == (3, 1)
    assert told == ["4 energy audits, 12 levels"]
