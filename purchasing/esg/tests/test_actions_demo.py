"""The demonstration of this area: every step is played, and none twice."""

import random

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.esg.demo.actions import FINDINGS, fill
from purchasing.esg.models import CorrectiveAction, Limitation, RedFlag
from purchasing.esg.states import CapState, FlagState, LimitationState

pytestmark = pytest.mark.django_db


def test_every_step_is_played_and_none_twice():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code)] for code in ("ER", "EC", "AP", "CP")}
    for _place in range(8):
        company = CompanyFactory(level=Level.L1)
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))

    fill(world)
    fill(world)

    # one more for the red flag that is confirmed, one for the limitation that is lifted
    assert CorrectiveAction.objects.count() == len(FINDINGS) + 2
    assert set(CorrectiveAction.objects.values_list("state", flat=True)) == {
        CapState.OPEN,
        CapState.PLAN_SUBMITTED,
        CapState.PLAN_ACCEPTED,
        CapState.IMPLEMENTED,
        CapState.CLOSED,
        CapState.OVERDUE,
    }
    assert set(RedFlag.objects.values_list("state", flat=True)) == {
        FlagState.ALLEGED,
        FlagState.CONFIRMED,
        FlagState.REJECTED,
    }
    assert sorted(Limitation.objects.values_list("state", flat=True)) == sorted(
        [
            LimitationState.PROPOSED,
            LimitationState.NOTIFIED,
            LimitationState.COMMITTEE,
            LimitationState.APPEALED,
            LimitationState.IN_FORCE,
            LimitationState.LIFTED,
        ]
    )
