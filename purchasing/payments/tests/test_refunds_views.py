"""The pages of advances that are owed back: both money pages, the contract, the page with its deeds, the API."""

from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from portal.clock import today
from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.states.refunds import RefundState
from purchasing.payments.tests.refund_stage import claimed

pytestmark = pytest.mark.django_db
QUERIES = 8  # of the list, with any number of rows


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def url(name: str, refund: AdvanceRefund) -> str:
    return reverse(f"payments:refund-{name}", args=[refund.uid])


def test_both_money_pages_and_the_contract_show_it_and_nobody_else_does(client):
    refund = claimed()
    contract = refund.contract
    for company in (contract.payer, contract.payee):
        sign_in(client, contracts.person(company, "SF"))
        money = client.get(reverse("payments:money")).content.decode()
        assert refund.number in money
        assert "₩30,000,000" in money
        page = client.get(reverse("contracts:contract-detail", args=[contract.number])).content.decode()
        assert url("detail", refund) in page
        assert "is not used up" not in page
    for stranger in (UserFactory(roles=("SA", "SF")), staff("FI")):
        sign_in(client, stranger)
        assert client.get(url("detail", refund)).status_code == 404
        assert refund.number not in client.get(reverse("payments:refund-list")).content.decode()


def test_it_is_reported_on_one_side_and_confirmed_on_the_other(client):
    refund = claimed()
    contract = refund.contract
    sign_in(client, contracts.person(contract.payee, "SF"))
    refused = client.post(url("report", refund), {"paid_on": today().isoformat(), "reference": ""})
    assert refused.status_code == 422
    assert client.post(url("report", refund), {"paid_on": today().isoformat(), "reference": "R-7"}).status_code == 303
    assert "We have received it" not in client.get(url("detail", refund)).content.decode()
    sign_in(client, contracts.person(contract.payer, "SF"))
    assert "We have received it" in client.get(url("detail", refund)).content.decode()
    assert client.post(url("settle", refund)).status_code == 303
    refund.refresh_from_db()
    assert refund.state == RefundState.SETTLED
    assert client.post(url("settle", refund)).status_code == 403  # closed


def test_it_is_given_up_with_a_reason_and_a_second_person_agrees(client):
    refund = claimed()
    contract = refund.contract
    sign_in(client, contracts.person(contract.payer, "SF"))
    assert client.post(url("ask-write-off", refund), {"reason": ""}).status_code == 422
    assert client.post(url("ask-write-off", refund), {"reason": "폐업"}).status_code == 303
    assert client.post(url("write-off", refund)).status_code == 403
    sign_in(client, contracts.person(contract.payer, "SA"))
    page = client.get(url("detail", refund)).content.decode()
    assert "폐업" in page
    assert client.post(url("reopen", refund), {"reason": ""}).status_code == 422
    assert client.post(url("write-off", refund)).status_code == 303
    refund.refresh_from_db()
    assert refund.state == RefundState.WRITTEN_OFF


def test_the_list_asks_as_often_for_three_as_for_one(client, django_assert_num_queries):
    one = claimed()
    sign_in(client, contracts.person(one.contract.payee, "SF"))
    client.get(reverse("payments:refund-list"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("payments:refund-list"))
    for _more in range(2):
        claimed(payee=one.contract.payee)
    with django_assert_num_queries(QUERIES):
        html = client.get(reverse("payments:refund-list")).content.decode()
    assert html.count("₩30,000,000") == 3


def test_a_program_reads_the_own_ones():
    refund = claimed()
    claimed()
    program, _secret = make_client(refund.contract.payee, "receivable.read")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(program)}", HTTP_ACCEPT_LANGUAGE="en")
    (row,) = api.get("/api/v1/advance-refunds/").json()["results"]
    assert (row["number"], row["state"], Decimal(row["amount"])) == (refund.number, "open", Decimal(30_000_000))
    assert api.get(f"/api/v1/advance-refunds/{refund.uid}/").json()["contract"] == refund.contract.number
