"""A company's own book for its program: the figures of a period, every entry, and no other book."""

from datetime import date
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.tests.factories import BuyerFactory, CompanyFactory
from purchasing.payments.rules.postings import sides
from purchasing.payments.services.ledger import post
from purchasing.payments.states.ledger import Event

pytestmark = pytest.mark.django_db
STATEMENT, ENTRIES = "/api/v1/statement/", "/api/v1/statement/entries/"


def program(company) -> APIClient:
    client, _secret = make_client(company, "statement.read")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}", HTTP_ACCEPT_LANGUAGE="en")
    return api


def invoice(payer, payee, net, *, key, on):
    amounts = {"net": Decimal(net), "vat": Decimal(net) / 10, "total": Decimal(net) * 11 / 10, "advance": 0}
    made = sides(Event.INVOICE, books={"payer": payer.pk, "payee": payee.pk}, amounts=amounts)
    return post(Event.INVOICE, key=key, on=on, sides=made, text=key.upper())


@pytest.fixture
def firms():
    buyer, one, two = BuyerFactory(), CompanyFactory(), CompanyFactory()
    invoice(buyer, one, 1000, key="inv-a", on=date(2026, 6, 30))
    invoice(buyer, one, 500, key="inv-b", on=date(2026, 7, 1))
    invoice(buyer, two, 70, key="inv-c", on=date(2026, 7, 2))
    return one, two


def test_a_statement_has_opening_turnover_and_closing_of_the_own_book(firms):
    told = program(firms[0]).get(STATEMENT, {"first_month": "2026-07", "last_month": "2026-07"}).json()
    assert (told["first_on"], told["last_on"]) == ("2026-07-01", "2026-07-31")
    rows = [[row[name] for name in ("code", "opening", "debit", "credit", "closing")] for row in told["accounts"]]
    assert [[code, *map(Decimal, amounts)] for code, *amounts in rows] == [
        ["1200", 1100, 550, 0, 1650],
        ["2350", -100, 0, 50, -150],
        ["4000", -1000, 0, 500, -1500],
    ]
    assert {row["currency"] for row in told["accounts"]} == {"KRW"}


def test_entries_are_those_of_the_own_book_the_latest_first(firms):
    one, two = firms
    rows = program(one).get(ENTRIES).json()["results"]
    assert [row["key"] for row in rows] == ["inv-b"] * 3 + ["inv-a"] * 3
    assert {row["code"] for row in rows} == {"1200", "4000", "2350"}  # nothing of the payer's side
    assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows) == 0
    assert (rows[-1]["text"], rows[-1]["booked_on"], rows[-1]["event"]) == ("INV-A", "2026-06-30", "invoice")
    assert {row["key"] for row in program(two).get(ENTRIES).json()["results"]} == {"inv-c"}


def test_a_company_without_a_book_has_no_statement_and_no_entries(firms):
    stranger = program(CompanyFactory())
    assert stranger.get(STATEMENT).status_code == 404
    assert stranger.get(ENTRIES).json()["results"] == []


@pytest.mark.parametrize("month", ["2026-13", "2026/07", "07.2026", "2026-07-01", "٢٠٢٦-٠٧", ""])
def test_a_wrong_month_is_named(firms, month):
    answer = program(firms[0]).get(STATEMENT, {"first_month": month})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = "A month is written like 2026-03." if month else "This parameter is empty."
    [fault] = answer.json()["errors"]
    assert (fault["parameter"], said in fault["detail"]) == ("first_month", True)


def test_an_unknown_parameter_is_named(firms):
    answer = program(firms[0]).get(STATEMENT, {"company": "2"})
    assert answer.status_code == 400
    assert "There is no such parameter." in answer.content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_entries_cost_the_same_for_one_and_for_three(entries, django_assert_num_queries):
    buyer, one = BuyerFactory(), CompanyFactory()
    for number in range(entries):
        invoice(buyer, one, 500, key=str(number), on=date(2026, 7, 1))
    api = program(one)
    api.get(ENTRIES)
    with django_assert_num_queries(QUERIES):
        assert len(api.get(ENTRIES).json()["results"]) == entries * 3


QUERIES = 2
