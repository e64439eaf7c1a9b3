"""Two at once: proposals at the deadline, two people of one company."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from catalog.models import Proposal, SourcingRequest
from catalog.services import proposals, sourcing
from catalog.tests import sourcing as stages
from portal.audit.models import AuditEntry
from portal.errors import WrongState

D = Decimal


@pytest.mark.django_db(transaction=True)
def test_a_proposal_and_the_closing_at_the_same_moment_agree_on_one_story():
    made = stages.opened()
    stages.pass_deadline(made.request, "400 milliseconds")
    products = [stages.product_of(made.cast.seller) for _ in range(6)]

    def put_in(product):
        try:
            proposals.propose(made.request, product, price=D(10_000), lead_time_days=1, by=made.cast.seller)
        except WrongState:
            return "late"
        finally:
            connection.close()
        return "in"

    def close(_):
        try:
            while True:
                try:
                    sourcing.close_request(made.request)
                except WrongState:
                    if SourcingRequest.objects.get(pk=made.request.pk).state == "closed":
                        return "closed"
                else:
                    return "closed"
        finally:
            connection.close()

    with ThreadPoolExecutor(7) as pool:
        closing = pool.submit(close, None)
        told = list(pool.map(put_in, products))
        assert closing.result() == "closed"

    request = SourcingRequest.objects.get(pk=made.request.pk)
    entry = AuditEntry.objects.get(what="catalog.sourcingrequest.close")
    assert Proposal.objects.count() == told.count("in")
    assert f'"proposals":{told.count("in")}' in entry.payload
    assert all(row.received_at < request.closes_at for row in Proposal.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_of_one_company_at_once_leave_one_live_proposal_of_a_product():
    made = stages.opened()

    def put_in(price):
        try:
            proposals.propose(made.request, made.product, price=D(price), lead_time_days=1, by=made.cast.seller)
        except WrongState:
            return "told"
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(put_in, [10_000, 11_000]))

    assert "in" in told
    assert Proposal.objects.filter(state="submitted").count() == 1
