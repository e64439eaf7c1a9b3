"""First contracts of new companies are counted on the catalogue's page of figures, by the contracts of the portal."""

from datetime import date, timedelta

import pytest

from catalog.queries import figures
from portal.clock import today
from portal.people.models import Company
from portal.people.services import approve_company
from portal.people.states import CompanyState
from portal.periods import months_after, period_of
from portal.tests.factories import CompanyFactory, staff
from purchasing.contracts.states import ContractState
from purchasing.contracts.tests import factories

pytestmark = pytest.mark.django_db


def approved() -> Company:
    """A company whose registration was approved today."""
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    approve_company(company, by=staff("PO"))
    return company


def signed(company: Company, on: date, **fields) -> Company:
    factories.in_force(payee=company, signed_on=on, **fields)
    return company


def this_month() -> list:
    return figures.converted(period_of("", "", today()))[today().replace(day=1)]


def test_a_first_contract_counts_from_the_approval_for_twelve_months():
    day, last = today(), months_after(today(), 12)
    signed(signed(approved(), day), last + timedelta(days=200))
    signed(approved(), last)
    signed(approved(), last + timedelta(days=1))
    signed(approved(), day - timedelta(days=1))  # traded before: not a new company
    approved()
    signed(CompanyFactory(), day)  # approved in no month of the period

    assert this_month() == [2, 2]


def test_neither_a_draft_nor_a_contract_among_suppliers_is_a_first_contract():
    top = factories.in_force()
    signed(approved(), today(), parent=top)
    factories.in_force(payee=approved(), signed_on=None, state=ContractState.SENT)

    assert this_month() == [0, 2]


def test_page_and_csv_tell_the_share(client):
    signed(approved(), today())
    for _ in range(3):
        approved()
    client.cookies["django_language"] = "en"
    month = f"{today():%Y-%m}"
    shown = client.get("/catalog/figures/").context["shown"]
    figure = next(row for row in shown if row["figure"].key == "first-contracts")
    assert figure["headline"] == "25%"
    assert f'<th scope="row">{month}</th><td class="num">1</td><td class="num">3</td>' in figure["chart"]
    csv = client.get(f"/catalog/figures/first-contracts.csv?from={month}&to={month}").content.decode("utf-8-sig")
    assert csv.splitlines() == ["Month,With a first contract,None so far", f"{month},1,3"]


def test_many_companies_cost_two_queries(django_assert_num_queries):
    period = period_of("", "", today())
    signed(approved(), today())
    with django_assert_num_queries(2):
        figures.converted(period)
    for _ in range(2):
        signed(approved(), today())
    with django_assert_num_queries(2):
        figures.converted(period)
