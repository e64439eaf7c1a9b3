"""The demonstration of the privacy officer's desk."""

import random

import pytest
from django.urls import reverse

from portal.demo import World
from portal.people.models import User
from portal.privacy.demo import desk
from portal.privacy.models import DestructionCertificate, ExportGrant, Incident, RightsRequest
from portal.privacy.states import ExportState, RightState
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def test_the_desk_is_full(client):
    officer = staff("PR")
    world = World(scale=1, rng=random.Random(1), say=print)  # noqa: S311 (a demonstration must be repeatable)
    world.staff = {"PR": [officer], "HR": [staff("HR")]}

    desk.fill(world)

    assert set(RightsRequest.objects.values_list("state", flat=True)) >= {
        RightState.RECEIVED,
        RightState.GRANTED,
        RightState.REFUSED,
        RightState.WITHDRAWN,
    }
    assert set(ExportGrant.objects.values_list("state", flat=True)) == {
        ExportState.USED,
        ExportState.REFUSED,
        ExportState.ASKED,
    }
    assert Incident.objects.count() == 2
    assert DestructionCertificate.objects.filter(holding="people.account").count() == 1
    assert not User.objects.filter(name="석이루").exists()
    sign_in(client, officer)
    for name in ("request-list", "look-report", "export-list", "destruction-list", "incident-list", "processor-list"):
        assert client.get(reverse(f"privacy:{name}")).status_code == 200
