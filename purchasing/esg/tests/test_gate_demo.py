"""The demonstration of the gate and of the council: every step is played."""

import random

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.bidding.queries import gate_before
from purchasing.esg.demo import gate, support
from purchasing.esg.models import CodeConsent, ConsultingRequest, CouncilMeeting, Entry
from purchasing.esg.states import EntryState

pytestmark = pytest.mark.django_db


def test_every_step_of_the_gate_and_of_the_council_is_played():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code), staff(code)] for code in ("ER", "CP", "AP", "SG")}
    for place in range(9):
        company = CompanyFactory(level=Level.L0 if place < 4 else Level.L1, entered=False)
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD"))

    gate.fill(world)
    support.fill(world)

    assert set(Entry.objects.values_list("state", flat=True)) == {
        EntryState.QUALIFIED,
        EntryState.CONDITIONAL,
        EntryState.NOT_QUALIFIED,
        EntryState.REVIEW,
        EntryState.QUERY,
        EntryState.SUBMITTED,
        EntryState.DRAFT,
    }
    assert CodeConsent.objects.filter(state="exception").count() == 1
    through = [company for company in world.suppliers if gate_before(company, gate.today()) == ""]
    assert len(through) == 3  # two qualified, one on conditions
    assert set(CouncilMeeting.objects.values_list("state", flat=True)) == {"closed", "invited"}
    assert set(ConsultingRequest.objects.values_list("state", flat=True)) == {"asked", "handed", "declined"}
