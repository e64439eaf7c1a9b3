"""Laboratories, technologies, inspections and the support group in the demonstration: every state is shown, once."""

import random

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.support.demo import labs, waves
from sharedgrowth.support.models import FacilityFault, GroupRequest, GroupTask, LabBooking, TechLicence
from sharedgrowth.support.models.checklists_shipped import enter_checklists
from sharedgrowth.support.services.experts import add_expert

pytestmark = pytest.mark.django_db


def test_every_state_is_shown_and_a_second_run_adds_nothing():
    enter_checklists()
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code) for _each in range(3)] for code in ("SG", "CN", "AP", "FI")}
    for _place in range(12):
        company = CompanyFactory()
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD", "SU"))
    for user in world.staff["CN"]:
        add_expert(user, department="설비기술부", days_a_month=9, by=world.staff["SG"][0])

    for _run in range(2):
        labs.fill(world)
        waves.fill(world)

    assert set(LabBooking.objects.values_list("state", flat=True)) == {
        "requested", "confirmed", "received", "reported", "closed", "refused", "missed", "blocked",
    }  # fmt: skip
    assert set(TechLicence.objects.values_list("state", flat=True)) == {"requested", "offered", "agreed", "transferred"}
    assert set(FacilityFault.objects.values_list("state", flat=True)) == {"open", "fixed", "closed"}
    assert FacilityFault.objects.filter(severity="stop").count() == 1
    assert set(GroupTask.objects.values_list("state", flat=True)) == {"planned", "in_progress", "measured", "verified"}
    assert set(GroupRequest.objects.values_list("state", flat=True)) == {
        "requested", "triaged", "selected", "not_selected", "diagnosis", "in_progress",
    }  # fmt: skip
    assert (LabBooking.objects.count(), GroupRequest.objects.count()) == (10, 8)
