"""Days of deliveries and contracts in a calendar, for both sides and nobody else."""

import pytest
from django.utils.translation import override

from portal.clock import db_now
from portal.exchange.queries.calendars import feed_of, moments_of
from portal.exchange.services.calendars import make_calendar
from portal.people.models import User
from portal.tests.factories import UserFactory, staff
from purchasing.contracts.tests import factories

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    """What the user's calendar of deliveries and contracts shows now."""
    _feed, token = make_calendar(name="days", kinds=["contracts"], by=user)
    feed = feed_of(token)
    assert feed is not None
    with override("en"):
        return sorted(moment.title for moment in moments_of(feed, db_now()))


def test_both_sides_see_what_comes_and_what_ends():
    delivery = factories.announced()
    contract = delivery.contract
    expected = [f"Contract ends: {contract.number}", f"Delivery announced: {delivery.number}"]

    assert titles(factories.seller(contract)) == expected
    assert titles(staff("PO")) == expected
    assert titles(UserFactory(roles=("SA",))) == []


def test_a_receipt_waits_for_its_inspection():
    delivery = factories.received()
    assert f"Inspection result due: {delivery.number}" in titles(factories.seller(delivery.contract))
