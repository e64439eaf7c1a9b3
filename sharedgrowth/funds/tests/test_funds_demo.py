"""The demonstration's funds: made through the services, with something at every step."""

import random

import pytest
from django.utils.translation import override

from portal.demo import World
from portal.tests.factories import UserFactory, staff
from sharedgrowth.funds import demo
from sharedgrowth.funds.models import BudgetYear, Drawdown, Fund, GemFund, Proposal

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_funds_at_every_step():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None)  # noqa: S311 (repeatable)
    world.staff = {role: [staff(role), staff(role)] for role in ("SG", "FM", "FI", "AP")}
    owners = [UserFactory(roles=("SA", "SF")) for _ in range(14)]
    world.suppliers = [owner.company for owner in owners]
    world.bidders = {owner.company_id: owner for owner in owners}
    with override("ko"):
        demo.funds.fill(world)
        demo.gem.fill(world)
    assert set(Fund.objects.values_list("state", flat=True)) == {"open", "planned"}
    assert BudgetYear.objects.exclude(closed_at=None).count() == 2
    steps = {"requested", "checked", "approved", "returned"}
    assert steps <= set(Drawdown.objects.values_list("state", flat=True))
    assert set(GemFund.objects.values_list("state", flat=True)) == {"active", "proposed"}
    assert set(Proposal.objects.values_list("state", flat=True)) == {"in_progress", "shortlisted", "diligence"}
