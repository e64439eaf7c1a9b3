"""The demonstration's calls and applications, through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier
from purchasing.contracts.tests.factories import in_force
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.support.demo.applications import SENT_IN_CLOSED, SENT_IN_OPEN, fill
from sharedgrowth.support.models import Application, Call

pytestmark = pytest.mark.django_db


def test_calls_in_every_state_and_applications_to_review():
    world = World(scale=1, rng=random.Random(1), say=lambda words: None, buyer=BuyerFactory())
    world.staff = {"SG": [staff("SG")], "AP": [staff("AP")], "PO": [staff("PO")]}
    for place in range(16):
        head = supplier("SA", "SU", company=CompanyFactory(level=Level.L1, size_class="SMALL", tax_status="ACTIVE"))
        UserFactory(company=head.company, roles=("SU",))
        world.suppliers.append(head.company)
        world.bidders[head.company_id] = head
        if place % 2:
            in_force(payee=head.company)

    of = funds.fund()
    for slug in ("smart_factory", "qss", "energy", "industrial_innovation"):
        funds.line(programme=slug, of=of, amount=1_000_000_000)

    fill(world)

    assert Counter(Call.objects.values_list("state", flat=True)) == {"published": 8, "closed": 1, "proposed": 1}
    closed = Application.objects.filter(call__number=world.notes["support call closed"])
    assert Counter(closed.values_list("state", flat=True)) == {"submitted": SENT_IN_CLOSED}
    assert Counter(closed.values_list("trading", flat=True)) == {True: 4, False: 4}
    opened = Application.objects.filter(call__number=world.notes["support call open"])
    assert Counter(opened.values_list("state", flat=True)) == {"submitted": SENT_IN_OPEN, "draft": 1}
    draft = opened.get(state="draft")
    assert (draft.editors.count(), draft.partners.count(), draft.costs.count()) == (1, 1, 2)
    assert Application.objects.filter(state="recommended").count() == 2
