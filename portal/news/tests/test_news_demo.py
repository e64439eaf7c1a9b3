"""The demonstration's news: every state is played, through the services, once."""

import random
from collections import Counter

import pytest

from portal.demo import World
from portal.news.demo.news import fill
from portal.news.models import Announcement, FaqVote, Meeting, MeetingAnswer, Registration
from portal.tests.factories import BuyerFactory, staff, supplier

pytestmark = pytest.mark.django_db


def test_every_state_is_played_once():
    told: list[str] = []
    world = World(scale=1, rng=random.Random(3), say=told.append, buyer=BuyerFactory())  # noqa: S311
    world.staff = {"SG": [staff("SG")], "AP": [staff("AP")]}
    for _each in range(8):
        person = supplier("SA")
        world.suppliers.append(person.company)
        world.bidders[person.company.pk] = person
    fill(world)
    fill(world)
    assert Counter(Announcement.objects.values_list("state", flat=True)) == {
        "published": 4, "draft": 1, "proposed": 1, "scheduled": 1,
    }  # fmt: skip
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {"open": 2, "held": 1}
    states = Counter(Registration.objects.values_list("state", flat=True))
    assert (states["waiting"], states["attended"], states["absent"]) == (2, 7, 1)
    assert MeetingAnswer.objects.count() == 7
    assert FaqVote.objects.exclude(words="").count() == 1
    assert told == ["7 announcements, 3 meetings"]
