"""The demonstration's reviews: one step for each assessment that was handed in, all made through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.people.states import Level
from portal.tests.factories import BuyerFactory, CompanyFactory, staff, supplier
from purchasing.esg.demo import answers
from purchasing.esg.demo.review import STEPS, fill
from purchasing.esg.models import Assessment, ExternalRating, ItemContest, SampleDraw
from purchasing.esg.states import AssessmentState

pytestmark = pytest.mark.django_db
A = AssessmentState


@pytest.mark.parametrize("seed", [1, 7])
def test_every_step_is_played_and_none_twice(seed):
    told: list[str] = []
    world = World(scale=1, rng=random.Random(seed), say=told.append, buyer=BuyerFactory())
    world.staff = {"ER": [staff("ER"), staff("ER")], "EC": [staff("EC")], "CN": [staff("CN")]}
    for place in range(answers.HANDED_IN):
        size = "SMALL" if place % 3 == 0 else "LARGE"
        head = supplier("SA", "SU", company=CompanyFactory(level=Level.L2, size_class=size))
        world.suppliers.append(head.company)
        world.bidders[head.company_id] = head
    answers.fill(world)
    told.clear()

    fill(world)
    left = Assessment.objects.filter(state=A.SUBMITTED).count()

    assert told == [f"ESG reviews: {len(STEPS)} assessments, each a step further"]
    assert left == answers.HANDED_IN - len(STEPS)
    assert Counter(Assessment.objects.exclude(state=A.SUBMITTED).values_list("state", flat=True)) == {
        A.NOTIFIED: 1,
        A.FINAL: 1,
        A.OBJECTION: 1,
        A.SCORED: 1,
        A.REVIEW: 3,
        A.QUERY: 1,
    }
    assert (ItemContest.objects.count(), ExternalRating.objects.count(), SampleDraw.objects.count()) == (1, 2, 1)
