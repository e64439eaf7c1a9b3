"""The pages of the books: who reads which, what they say, what a workbook holds, two people at a reversal."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.audit.models import AuditEntry
from portal.sheets import XLSX
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory
from portal.tests.signin import sign_in
from purchasing.payments.models import LedgerCheck, Posting, Reversal
from purchasing.payments.queries.ledger import book_of
from purchasing.payments.rules.postings import BANK, Side, sides
from purchasing.payments.services.ledger import Draft, post, post_many
from purchasing.payments.states.ledger import Event, ReversalState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def speaks_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


YEAR = "?from=2026-01&to=2026-11"


def staff(*roles):
    return UserFactory(company=BuyerFactory(), roles=list(roles))


def invoice(payer, payee, *, net=500, key="inv", on=date(2026, 7, 1), text="INV-1"):
    amounts = {"net": Decimal(net), "vat": Decimal(net) / 10, "total": Decimal(net) * 11 / 10, "advance": 0}
    made = sides(Event.INVOICE, books={"payer": payer.pk, "payee": payee.pk}, amounts=amounts)
    return post(Event.INVOICE, key=key, on=on, sides=made, text=text)


@pytest.fixture
def story():
    buyer, one, two = BuyerFactory(), CompanyFactory(), CompanyFactory()
    invoice(buyer, one, net=1000, key="a", on=date(2026, 6, 30))
    invoice(buyer, one, net=500, key="b", on=date(2026, 7, 1), text="=SUM(A1)")
    invoice(buyer, two, net=70, key="c", on=date(2026, 7, 2), text="SECRET-OF-TWO")
    return one, two


def address(name, company, *args, query=YEAR):
    return reverse(f"payments:{name}", args=[book_of(company).pk, *args]) + query


def test_a_supplier_comes_to_its_own_book_and_sees_no_other(client, story):
    one, two = story
    sign_in(client, UserFactory(company=one, roles=["SF"]))
    assert client.get(reverse("payments:ledger")).headers["Location"] == address("ledger-book", one, query="")

    shown = client.get(address("ledger-book", one)).content.decode()
    assert "1,650" in shown
    assert client.get(address("ledger-book", two)).status_code == 404
    assert client.get(address("ledger-account", two, "1200", "KRW")).status_code == 404
    assert client.get(address("ledger-statement-xlsx", two)).status_code == 404
    statement = client.get(address("ledger-statement", one)).content.decode()
    assert "SECRET-OF-TWO" not in statement
    assert client.get(reverse("payments:ledger-posting", args=[Posting.objects.get(key="c").uid])).status_code == 404


def test_a_supplier_sees_its_own_side_of_a_posting_alone(client, story):
    one, _two = story
    sign_in(client, UserFactory(company=one, roles=["SA"]))
    shown = client.get(reverse("payments:ledger-posting", args=[Posting.objects.get(key="a").uid]))
    assert [line.account.code for line in shown.context["lines"]] == ["1200", "4000", "2350"]
    assert "5100" not in shown.content.decode()


@pytest.mark.parametrize("role", ["SU", "CA"])
def test_other_people_of_a_supplier_do_not_read_its_book(client, story, role):
    sign_in(client, UserFactory(company=story[0], roles=[role]))
    assert client.get(reverse("payments:ledger")).status_code == 403
    assert client.get(address("ledger-book", story[0])).status_code == 404


def test_a_company_without_a_book_is_told_when_it_gets_one(client):
    sign_in(client, UserFactory(company=CompanyFactory(), roles=["SF"]))
    assert "first approved invoice" in client.get(reverse("payments:ledger")).content.decode()


def test_a_trial_balance_of_a_period_has_opening_turnover_and_balance(client, story):
    sign_in(client, staff("AU"))
    shown = client.get(address("ledger-book", story[0], query="?from=2026-07&to=2026-07"))
    rows = [(r.entry.code, r.opening, r.debit, r.credit, r.closing) for r in shown.context["rows"]]
    assert rows == [
        ("1200", 1100, 550, 0, 1650),
        ("2350", -100, 0, 50, -150),
        ("4000", -1000, 0, 500, -1500),
    ]
    (total,) = shown.context["totals"]
    assert (total.debit, total.credit, total.closing_debit, total.closing_credit) == (550, 550, 1650, 1650)


def test_finance_reads_the_buyers_book_and_no_suppliers(client):
    buyer, one = BuyerFactory(), CompanyFactory()
    invoice(buyer, one, key="1")
    sign_in(client, staff("FI"))
    assert client.get(address("ledger-book", buyer)).status_code == 200
    assert client.get(address("ledger-book", one)).status_code == 404
    assert [book.company for book in client.get(reverse("payments:ledger")).context["results"]] == [buyer]
    assert client.get(reverse("payments:ledger-all")).status_code == 403


def test_all_books_together_balance(client, story):
    sign_in(client, staff("AU"))
    shown = client.get(reverse("payments:ledger-all") + YEAR)
    (total,) = shown.context["totals"]
    assert (total.debit, total.holds) == (3454, True)


@pytest.mark.parametrize("books", [1, 3])
def test_the_list_of_books_costs_the_same_for_one_and_for_three(client, books, django_assert_num_queries):
    for number in range(books):
        made = [Side(CompanyFactory().pk, "1000", debit=Decimal(5)), Side(BANK, "1000", debit=Decimal(1))]
        made += [Side(made[0].book, "4000", credit=Decimal(5)), Side(BANK, "2450", credit=Decimal(1))]
        post(Event.DRAW, key=str(number), on=date(2026, 7, 1), sides=made)
    sign_in(client, staff("AU"))
    client.get(reverse("payments:ledger"))
    with django_assert_num_queries(QUERIES["list"]):
        shown = client.get(reverse("payments:ledger"))
    assert len(shown.context["results"]) == books + 1


@pytest.mark.parametrize("postings", [1, 3])
def test_statements_cost_the_same_for_one_and_for_three(client, postings, django_assert_num_queries):
    buyer, one = BuyerFactory(), CompanyFactory()
    for number in range(postings):
        invoice(buyer, one, key=str(number))
    sign_in(client, staff("AU"))
    client.get(reverse("payments:ledger"))
    with django_assert_num_queries(QUERIES["statement"]):
        assert len(client.get(address("ledger-statement", one)).context["results"]) == postings
    with django_assert_num_queries(QUERIES["account"]):
        assert len(client.get(address("ledger-account", one, "1200", "KRW")).context["lines"]) == postings
    with django_assert_num_queries(QUERIES["balance"]):
        assert len(client.get(address("ledger-book", one)).context["rows"]) == 3


LOOK = 3  # an auditor's look at the book of another is recorded
QUERIES = {"list": 10, "statement": 11 + LOOK, "account": 12 + LOOK, "balance": 9 + LOOK}


def test_a_statement_of_an_account_says_the_balance_after_each_entry(client, story):
    sign_in(client, staff("AU"))
    shown = client.get(address("ledger-account", story[0], "1200", "KRW", query="?from=2026-07&to=2026-07"))
    assert shown.context["opening"] == 1100
    assert [balance for _line, balance in shown.context["lines"]] == [1650]
    whole = client.get(address("ledger-account", story[0], "1200", "KRW"))
    assert [balance for _line, balance in whole.context["lines"]] == [1100, 1650]
    assert client.get(address("ledger-account", story[0], "9999", "KRW")).status_code == 404
    assert client.get(address("ledger-account", story[0], "1200", "USD")).status_code == 404


def rows_of(response):
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_workbooks_hold_what_the_pages_show_and_run_nothing(client, story):
    sign_in(client, staff("AU"))
    balances = rows_of(client.get(address("ledger-book-xlsx", story[0])))
    assert balances[-1][-4:] == [1650, 1650, 1650, 1650]
    account = rows_of(client.get(address("ledger-account-xlsx", story[0], "1200", "KRW")))
    assert account[-1][-1] == 1650
    assert account[-1][2] == "'=SUM(A1)"
    statement = rows_of(client.get(address("ledger-statement-xlsx", story[0])))
    assert [row[3] for row in statement[-3:]] == ["1200", "4000", "2350"]


def test_the_page_says_whether_the_books_hold(client, story):
    sign_in(client, staff("AU"))
    assert "have not been checked yet" in client.get(reverse("payments:ledger")).content.decode()
    LedgerCheck.objects.create(entries=18, books=3, difference=0)
    assert "18 entries in 3 books, difference 0" in client.get(reverse("payments:ledger")).content.decode()
    fault = {"check": "balance", "whose": "CMP-7", "expected": "5", "found": "6"}
    LedgerCheck.objects.create(entries=18, books=3, difference=1, faults=[fault])
    shown = client.get(reverse("payments:ledger")).content.decode()
    assert "The books do not hold" in shown
    assert "CMP-7" in shown


def test_the_check_is_ordered_by_who_reads_all_books(client, story):
    sign_in(client, staff("FI"))
    assert client.post(reverse("payments:ledger-check")).status_code == 303
    sign_in(client, UserFactory(company=story[0], roles=["SF"]))
    assert client.post(reverse("payments:ledger-check")).status_code == 403


def test_two_of_finance_reverse_a_posting_on_its_page(client):
    company = BuyerFactory()
    made = [Side(company.pk, "1220", debit=Decimal(9)), Side(company.pk, "4140", credit=Decimal(9))]
    posting = post(Event.INCENTIVE, key="earned", on=date(2026, 7, 1), sides=made)
    here = reverse("payments:ledger-posting", args=[posting.uid])
    one, two = staff("FI"), staff("FI")
    sign_in(client, one)
    refused = client.post(reverse("payments:ledger-reverse", args=[posting.uid]), {"reason": " "})
    assert refused.status_code == 422
    client.post(reverse("payments:ledger-reverse", args=[posting.uid]), {"reason": "하루를 더 셌습니다"})
    reversal = Reversal.objects.get()
    assert "a colleague decides" in client.get(here).content.decode()
    decide = reverse("payments:ledger-reversal", args=[reversal.uid])
    assert client.post(decide, {"grant": "1"}).status_code == 403

    sign_in(client, two)
    assert client.post(decide, {"answer": ""}).status_code == 422
    assert client.post(decide, {"grant": "1"}).status_code == 303
    reversal.refresh_from_db()
    assert (reversal.state, reversal.decided_by) == (ReversalState.DONE, two)
    assert "This posting has been reversed" in client.get(here).content.decode()
    sign_in(client, staff("AU"))
    assert client.post(decide, {"grant": "1"}).status_code == 403
    sign_in(client, UserFactory(company=company, roles=["SF"]))
    assert client.post(decide, {"grant": "1"}).status_code == 404


def test_more_than_a_thousand_rows_are_given_for_a_reason_that_is_kept(client):
    company = CompanyFactory()
    made = sides(
        Event.TIER_CASH, books={"payer": company.pk, "payee": CompanyFactory().pk}, amounts={"amount": Decimal(1)}
    )
    post_many([Draft(Event.TIER_CASH, f"k{number}", date(2026, 7, 1), made) for number in range(500)])
    user = UserFactory(company=company, roles=["SF"])
    sign_in(client, user)
    here = address("ledger-statement-xlsx", company)
    assert client.get(here).headers["Content-Type"] == XLSX  # a thousand, and not one more

    post_many([Draft(Event.TIER_CASH, "k500", date(2026, 7, 1), made)])
    for each in (here, address("ledger-account-xlsx", company, "1000", "KRW").replace("2026-01", "2026-07")):
        asked = client.get(each)
        rows = 1002 if each == here else 501
        if rows <= 1000:
            assert asked.headers["Content-Type"] == XLSX
            continue
        assert (asked.status_code, "1,002" in asked.content.decode()) == (200, True)
        assert client.post(each, {"reason": "short"}).status_code == 422
        assert not AuditEntry.objects.filter(what="payments.book.exported").exists()
        given = client.post(each, {"reason": "Yearly closing with our accountant"})
        assert given.headers["Content-Type"] == XLSX
        sheet = load_workbook(io.BytesIO(given.content)).active
        assert any("Yearly closing with our accountant" in str(row[0].value) for row in sheet.iter_rows(max_row=6))
    kept = AuditEntry.objects.get(what="payments.book.exported")
    assert (kept.by, kept.reason, '"rows":1002' in kept.payload) == (user, "Yearly closing with our accountant", True)
