"""Contracts for the programs of their two sides; registering below one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from portal.clock import today
from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.people.states import TaxStatus
from portal.tests.factories import supplier
from purchasing.contracts.models import Contract
from purchasing.contracts.tests.contracts_stage import chain, signed

pytestmark = pytest.mark.django_db


def program(company, *scopes: str) -> APIClient:
    client, _secret = make_client(company, *scopes)
    api = APIClient(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}", HTTP_ACCEPT_LANGUAGE="en")
    return api


def body(payee):
    return {
        "payee": payee.company.brn,
        "title_ko": "절단 가공",
        "kind": "goods",
        "method": "winwin",
        "agreed_days": 30,
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=90)).isoformat(),
        "lines": [{"description_ko": "절단", "qty": "10", "uom": "t", "unit_price": "900000"}],
    }


def test_a_program_reads_its_companys_contracts_and_their_lines():
    made = chain(2)
    first, second = made.payees
    api = program(first.company, "contract.read")
    found = api.get("/api/v1/contracts/").json()["results"]
    assert [(each["side"], each["tier"]) for each in found] == [("payer", 2), ("payee", 1)]
    lines = api.get(f"/api/v1/contracts/{made.contracts[0].uid}/lines/").json()["results"]
    assert [line["amount"] for line in lines] == ["12000000.00", "8000000.00"]

    below = program(second.company, "contract.read")
    assert below.get(f"/api/v1/contracts/{made.contracts[0].uid}/").status_code == 404
    assert below.get(f"/api/v1/contracts/{made.contracts[1].uid}/").json()["parent"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(count, django_assert_num_queries):
    payee = supplier()
    for _each in range(count):
        signed(payee=payee)
    api = program(payee.company, "contract.read")
    api.get("/api/v1/contracts/")
    with django_assert_num_queries(API_QUERIES):
        assert len(api.get("/api/v1/contracts/").json()["results"]) == count


API_QUERIES = 2  # the token, and the contracts with their companies


def test_a_program_registers_a_draft_once():
    made, payee = signed(), supplier()
    api = program(made.payee.company, "contract.write")
    where, key = f"/api/v1/contracts/{made.contract.uid}/subcontracts/", {"Idempotency-Key": "first-time"}
    answers = [api.post(where, body(payee), format="json", headers=key) for _again in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    contract = Contract.objects.get(tier=2)
    assert (contract.state, contract.value, contract.payee) == ("draft", Decimal(9_000_000), payee.company)


@pytest.mark.parametrize(
    ("given", "pointer", "words"),
    [
        pytest.param({"agreed_days": 61}, "agreed_days", "article 13", id="sixty-days"),
        pytest.param({"payee": "0000000000"}, "payee", "No registered company", id="unknown"),
        pytest.param(
            {"lines": [{"description_ko": "절단", "qty": "100", "uom": "t", "unit_price": "900000"}]},
            "above_parent_reason",
            "70,000,000 above",
            id="above-parent",
        ),
    ],
)
def test_a_refusal_names_its_field(given, pointer, words):
    made, payee = signed(), supplier()
    api = program(made.payee.company, "contract.write")
    where = f"/api/v1/contracts/{made.contract.uid}/subcontracts/"
    answer = api.post(where, body(payee) | given, format="json", headers={"Idempotency-Key": "some-key-1"})
    assert answer.status_code == 422
    told = answer.json()
    assert words in str(told)
    assert pointer in str(told)


def test_a_closed_company_is_refused_with_its_number():
    made, payee = signed(), supplier()
    payee.company.tax_status = TaxStatus.CLOSED
    payee.company.save()
    api = program(made.payee.company, "contract.write")
    where = f"/api/v1/contracts/{made.contract.uid}/subcontracts/"
    answer = api.post(where, body(payee), format="json", headers={"Idempotency-Key": "some-key-2"})
    assert answer.status_code == 422
    assert payee.company.brn_display in str(answer.json())
