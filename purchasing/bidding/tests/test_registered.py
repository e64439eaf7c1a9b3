"""A company that was registered for a sourcing group is of level L1 and may bid."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog import services as catalogue
from catalog.tests.registering import RATINGS, applied, evaluated, gated
from portal.people.models import Company, User
from portal.people.states import Level
from portal.tests.factories import staff
from purchasing.bidding import policies
from purchasing.bidding.tests.factories import published

pytestmark = pytest.mark.django_db


def test_registration_opens_the_door_to_bidding():
    application = applied()
    person = application.applied_by
    person.active_membership.roles.add(*person.active_membership.roles.model.objects.filter(code="BD"))
    tender = published(min_level=Level.L1).tender
    with override("en"):
        before = policies.may_bid(User.objects.get(pk=person.pk), tender)
        gated(evaluated(application, ratings=dict.fromkeys(RATINGS, Decimal("0.9"))), by=staff("ER"))
        catalogue.decide_application(application, by=staff("AP"), reason="90점")
        after = policies.may_bid(User.objects.get(pk=person.pk), tender)

    assert Company.objects.get(pk=application.company_id).level == Level.L1
    assert not before
    assert "has level L0" in before.reason
    assert after
