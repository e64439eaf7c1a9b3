"""The demonstration of tasks: every state is played, and none twice."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.benefit.demo.tasks import IDEAS, fill
from sharedgrowth.benefit.models import Dispute, PrototypeCost, Task, TechnicalAccess
from sharedgrowth.benefit.states import TaskState

pytestmark = pytest.mark.django_db
T = TaskState


def test_every_state_is_played_and_none_twice():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code), staff(code)] for code in ("SG", "RQ", "PO", "AP", "EV")}
    for _place in range(6):
        company = CompanyFactory()
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))

    fill(world)
    fill(world)

    assert Counter(Task.objects.values_list("state", flat=True)) == {
        T.COMPLETED: 6, T.PROPOSED: 3, T.IN_PROGRESS: 4, T.SELECTED: 2, T.SUSPENDED: 1, T.REGISTERED: 1, T.FEASIBLE: 1,
        T.SCREENED: 1, T.FAILED: 1, T.REJECTED: 1, T.IDEA: 1,
    }  # fmt: skip
    assert Task.objects.count() == len(IDEAS)
    assert (Dispute.objects.count(), PrototypeCost.objects.count(), TechnicalAccess.objects.count()) == (1, 1, 1)
