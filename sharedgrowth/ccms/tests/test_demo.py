"""CCMS in the demonstration: complete in both languages, a published year, every state shown, once."""

import random

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.ccms.demo import assessments, overviews
from sharedgrowth.ccms.models import Action, Overview, PublishedResult, SelfAssessment
from sharedgrowth.ccms.queries import overviews as queries

pytestmark = pytest.mark.django_db
ROLES = ("AP", "EV", "ER", "IV", "PO", "SG", "CN", "HR", "EC", "RQ", "FI", "CC", "CP")


def test_the_collections_are_complete_and_a_second_run_adds_nothing():
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code), staff(code)] for code in ROLES}
    company = CompanyFactory()
    world.suppliers.append(company)
    world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD", "SU"))

    for _run in range(2):
        overviews.fill(world)
        assessments.fill(world)

    assert queries.completeness() == {"ko": 13, "en": 13}
    assert queries.broken_overviews() == []
    assert set(Overview.objects.values_list("state", flat=True)) == {
        "published", "superseded", "review", "legal", "draft",
    }  # fmt: skip
    assert set(SelfAssessment.objects.values_list("state", flat=True)) == {"confirmed", "submitted", "open"}
    assert PublishedResult.objects.filter(set__year=2025, index__isnull=False).count() >= 13
    assert {"open", "done", "closed"} <= set(Action.objects.values_list("state", flat=True))
    assert (Overview.objects.count(), SelfAssessment.objects.count()) == (31, 15)
