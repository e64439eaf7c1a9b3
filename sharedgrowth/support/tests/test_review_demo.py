"""The demonstration's reviews: a closed round to its selection, an open one half-way, all through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier
from purchasing.contracts.tests.factories import in_force
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.support.demo import applications
from sharedgrowth.support.demo.review import fill
from sharedgrowth.support.models import Application, Call, CommitteeDecision, InfoRequest, Project, Review
from sharedgrowth.support.states import CallState, ReviewState

pytestmark = pytest.mark.django_db


def test_the_closed_round_is_decided_and_the_open_one_is_on_its_way():
    told: list[str] = []
    world = World(scale=1, rng=random.Random(1), say=told.append, buyer=BuyerFactory())
    roles = ["SG", "PO", "RQ", "CN", "CN", *["AP"] * 2, *["EV"] * 3]
    for role in roles:
        world.staff.setdefault(role, []).append(staff(role))
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
    applications.fill(world)
    told.clear()

    fill(world)

    closed = Call.objects.get(number=world.notes["support call closed"])
    states = Counter(Application.objects.filter(call=closed).values_list("state", flat=True))
    assert closed.state == CallState.DECIDED
    assert states["selected"] == closed.places
    assert states["not_selected"] >= 1
    assert states["waitlisted"] >= 1
    assert sum(states.values()) == 8
    assert Project.objects.filter(application__call=closed).count() == closed.places
    assert CommitteeDecision.objects.get().in_favour
    assert Review.objects.filter(second_look=True, state=ReviewState.LOCKED).exists()
    opened = Counter(
        Application.objects.filter(call__number=world.notes["support call open"]).values_list("state", flat=True)
    )
    assert (opened["need_info"], opened["in_review"], opened["submitted"]) == (1, 1, 1)
    assert InfoRequest.objects.filter(answered_at=None).count() == 1
    assert told == ["support reviews: 8 applications to the selection, an open round half-way"]
