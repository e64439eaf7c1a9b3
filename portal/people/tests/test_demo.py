"""The demonstration holds companies at each place of their life, valid on any day."""

import random

import pytest
from django.utils import translation

from portal.clock import today
from portal.demo import World
from portal.people import demo, queries
from portal.people.models import Company, CompanyAppeal
from portal.people.rules import is_recent
from portal.people.states import AppealState, CompanyState

pytestmark = pytest.mark.django_db


def test_companies_on_their_way_in_and_asleep():
    world = World(scale=1, rng=random.Random(1), say=lambda words: None)
    with translation.override("ko"):
        demo.fill(world)
        demo.fill_coming(world)

    coming = Company.objects.filter(legal_name_ko__in=[row[0] for row in demo.COMING]).order_by("pk")
    assert [company.state for company in coming] == [
        CompanyState.SUBMITTED,
        CompanyState.REJECTED,
        CompanyState.DORMANT,
    ]
    assert all(is_recent(company.registration_issued_on, today(), 3) for company in coming)
    appeal = CompanyAppeal.objects.get()
    assert (appeal.state, appeal.papers.count()) == (AppealState.OPEN, 2)
    assert list(queries.appeals_to_decide(world.one("AP"))) == [appeal]
    assert coming[0] in queries.companies_to_review(world.one("PO"))
