"""The Friends in the demonstration: every step is shown, once."""

import random

import pytest

from portal.demo import World
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from sharedgrowth.friends.demo import friends
from sharedgrowth.friends.models import Activity, Campaign, Donation, Prepayment, Voucher, YearReport
from sharedgrowth.friends.models.terms import enter_terms

pytestmark = pytest.mark.django_db


def test_every_step_is_shown_and_a_second_run_adds_nothing():
    enter_terms()
    world = World(scale=1, rng=random.Random(1), say=lambda _words: None, buyer=BuyerFactory())
    world.staff = {code: [staff(code) for _each in range(2)] for code in ("CC", "SG", "CP", "FI", "HR")}
    for _place in range(10):
        company = CompanyFactory()
        world.suppliers.append(company)
        world.bidders[company.pk] = UserFactory(company=company, roles=("SA", "BD", "SU"))

    for _run in range(2):
        friends.fill(world)

    assert set(Activity.objects.values_list("state", flat=True)) == {
        "proposed", "approved", "open", "held", "reported", "verified",
    }  # fmt: skip
    assert set(Donation.objects.values_list("state", flat=True)) == {
        "pledged", "approved", "delivered", "receipted", "closed",
    }  # fmt: skip
    assert list(Campaign.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "open"]
    assert {"pledged", "paid", "redeeming"} == set(Prepayment.objects.values_list("state", flat=True))
    assert {"given", "redeemed"} == set(Voucher.objects.values_list("state", flat=True))
    assert (YearReport.objects.get().state, Activity.objects.count()) == ("draft", 8)
