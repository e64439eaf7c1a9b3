"""The demonstration of the mark: made through the services, on what the committee has certified."""

import random

import pytest
from django.utils import translation

from portal.demo import World
from portal.tests.factories import BuyerFactory, staff
from sharedgrowth.innovilt.demo.marks import fill
from sharedgrowth.innovilt.models import CertificateAct, MarkMisuse, MarkUse
from sharedgrowth.innovilt.tests.factories import certificate

pytestmark = pytest.mark.django_db


def test_the_demonstration_fills_every_list():
    for _each in range(3):
        certificate()
    world = World(scale=1, rng=random.Random(7), say=lambda words: None, buyer=BuyerFactory())  # noqa: S311
    world.staff = {"IV": [staff("IV")]}
    with translation.override("ko"):
        fill(world)
    assert set(MarkUse.objects.values_list("state", flat=True)) == {"approved", "returned", "requested"}
    assert set(MarkMisuse.objects.values_list("state", flat=True)) == {"answered", "letter", "reported"}
    assert set(CertificateAct.objects.values_list("state", flat=True)) == {"done", "proposed"}
