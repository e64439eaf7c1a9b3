"""The demonstration's reports."""

import random

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, staff
from sharedgrowth.impact.demo.reports import fill
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.services.reports import is_unchanged

pytestmark = pytest.mark.django_db


def test_last_year_is_published_and_this_year_waits():
    world = World(scale=1, rng=random.Random(3), say=lambda words: None, buyer=BuyerFactory())  # noqa: S311
    world.staff = {"SG": [staff("SG")], "AP": [staff("AP")]}
    fill(world)
    fill(world)
    assert list(Report.objects.order_by("pk").values_list("state", flat=True)) == [
        "superseded",
        "published",
        "proposed",
    ]
    assert all(is_unchanged(report) for report in Report.objects.all())
