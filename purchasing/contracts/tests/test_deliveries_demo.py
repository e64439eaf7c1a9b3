"""The demonstration's deliveries: one scene for each contract, all made through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, supplier
from purchasing.contracts.demo.deliveries import SCENES, deliver
from purchasing.contracts.models import CreditNote, Delivery, FactContest, Hold, Invoice
from purchasing.contracts.tests import factories as made

pytestmark = pytest.mark.django_db


def test_every_scene_is_played_and_none_twice_on_one_contract():
    buyer = BuyerFactory()
    told: list[str] = []
    world = World(scale=1, rng=random.Random(1), say=told.append, buyer=buyer)
    world.staff = {"RQ": [made.person(buyer, "RQ")], "FI": [made.person(buyer, "FI")]}
    for _scene in SCENES:
        head = supplier("SA", "SU")
        made.in_force(payee=head.company, lines=[("베어링 6204", 100, 12_500)])
        world.bidders[head.company_id] = head

    deliver(world)
    deliver(world)

    assert told == [f"deliveries under {len(SCENES)} contracts", "deliveries under 0 contracts"]
    assert set(Counter(Delivery.objects.values_list("state", flat=True))) == {
        "announced",
        "received",
        "accepted",
        "cancelled",
    }
    assert set(Invoice.objects.values_list("state", flat=True)) == {"submitted", "approved", "refused"}
    assert (Hold.objects.count(), CreditNote.objects.count(), FactContest.objects.count()) == (1, 1, 1)
    assert Delivery.objects.filter(replaces__isnull=False).count() == 1
