"""A company that bids does not fall asleep, whoever sends its bids. Source: domain 1.7."""

from datetime import timedelta

import pytest

from portal.clock import db_now, today
from portal.people import services
from portal.people.models import Company, User
from portal.people.states import CompanyState
from portal.tests.factories import supplier
from purchasing.bidding import queries
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db


def test_who_bids_stays_active_without_anybody_signing_in():
    bidder, silent = make.evaluated().bidders[1].company, supplier("SA").company
    Company.objects.update(created_at=db_now() - timedelta(days=900))
    User.objects.update(last_login=None)
    last = Bid.objects.filter(company=bidder).order_by("-received_at").values_list("received_at", flat=True).first()
    assert queries.last_bids_of([bidder.pk, silent.pk]) == {bidder.pk: last}

    services.rest_companies(today())

    states = dict(Company.objects.filter(pk__in=[bidder.pk, silent.pk]).values_list("pk", "state"))
    assert states == {bidder.pk: CompanyState.ACTIVE, silent.pk: CompanyState.DORMANT}
