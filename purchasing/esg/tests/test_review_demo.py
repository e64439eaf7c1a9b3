"""The demonstration's reviews: one step for each assessment that was handed in, all made through the services."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.files.tests.factories import FileFactory
from portal.tests.factories import BuyerFactory, staff, supplier
from purchasing.esg.demo.review import STEPS, fill
from purchasing.esg.models import Assessment, Evidence, ExternalRating, ItemContest, SampleDraw
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, draft_set, publish

pytestmark = pytest.mark.django_db
A = AssessmentState


def test_every_step_is_played_and_none_twice():
    told: list[str] = []
    world = World(scale=1, rng=random.Random(1), say=told.append, buyer=BuyerFactory())
    world.staff = {"ER": [staff("ER"), staff("ER")], "EC": [staff("EC")], "CN": [staff("CN")]}
    question_set = draft_set(items=12)
    publish(question_set)
    numbers = []
    for _step in STEPS:
        owner = supplier("SA", "SE")
        assessment = assessed(owner.company, state=A.SUBMITTED, question_set=question_set)
        paper = FileFactory("보고서.pdf", company=owner.company, by=owner)
        Evidence.objects.create(company=owner.company, file=paper, title="보고서", added_by=owner)
        world.bidders[owner.company_id] = owner
        numbers.append(assessment.number)
    world.notes["esg answers handed in"] = numbers

    fill(world)
    fill(world)

    assert told == [f"ESG reviews: {len(STEPS)} assessments, each a step further"]
    assert Counter(Assessment.objects.values_list("state", flat=True)) == {
        A.NOTIFIED: 1,
        A.FINAL: 1,
        A.OBJECTION: 1,
        A.SCORED: 1,
        A.REVIEW: 3,
        A.QUERY: 1,
    }
    assert (ItemContest.objects.count(), ExternalRating.objects.count(), SampleDraw.objects.count()) == (1, 2, 1)
