"""The demonstration's answers: libraries, sets in every state, answers handed in and begun, through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, staff, supplier
from purchasing.esg.demo.answers import BEGUN, HANDED_IN, fill
from purchasing.esg.models import Assessment, Evidence, QuestionSet

pytestmark = pytest.mark.django_db


def test_the_first_suppliers_answer_and_the_next_sets_wait():
    world = World(scale=1, rng=random.Random(1), say=lambda words: None, buyer=BuyerFactory())
    world.staff = {"ER": [staff("ER")]}
    for place in range(HANDED_IN + BEGUN + 1):
        size = "SMALL" if place % 3 == 0 else "LARGE"
        head = supplier("SA", "SU", company=CompanyFactory(level=Level.L2, size_class=size))
        world.suppliers.append(head.company)
        world.bidders[head.company_id] = head

    fill(world)

    states = Counter(Assessment.objects.values_list("state", flat=True))
    assert states == {"submitted": HANDED_IN, "progress": BEGUN, "assigned": 1}
    assert set(Assessment.objects.values_list("question_set__code", flat=True)) == {"TG-ESG", "TG-ESG-SME"}
    assert Evidence.objects.count() == 7 * (HANDED_IN + BEGUN + 1)
    assert len(world.notes["esg answers handed in"]) == HANDED_IN
    sets = dict(QuestionSet.objects.filter(version="1.1").values_list("code", "state"))
    assert sets == {"TG-ESG": "draft", "TG-ESG-SME": "review"}
