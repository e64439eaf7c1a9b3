"""The books in a browser: a supplier reads its own, an auditor all, two of finance reverse; lists beside them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.journeys.pressing import expect, press
from purchasing.payments.models import UnmatchedEntry
from purchasing.payments.queries.ledger import book_of
from purchasing.payments.rules.postings import sides
from purchasing.payments.services import draft_claim
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.ledger import post
from purchasing.payments.states.ledger import Event
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import desk
from purchasing.payments.tests.test_claims_services import works

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(name: str, *args) -> str:
    return reverse(f"payments:{name}", args=args)


def booked(event: Event, on: date, *, books: dict, amounts: dict, key: str):
    return post(event, key=key, on=on, sides=sides(event, books=books, amounts=amounts), text=key)


@pytest.fixture
def companies(db):
    """The buyer owes a supplier for an invoice, and has earned interest in escrow."""
    buyer, firm = BuyerFactory(), CompanyFactory()
    won = {"net": Decimal(1_000_000), "vat": Decimal(100_000), "total": Decimal(1_100_000), "advance": Decimal(0)}
    booked(Event.INVOICE, today(), books={"payer": buyer.pk, "payee": firm.pk}, amounts=won, key="INV-2026-000001")
    booked(
        Event.INCENTIVE, today(), books={"holder": buyer.pk}, amounts={"amount": Decimal(876)}, key="RCV-2026-000001"
    )
    return buyer, firm


def test_the_books_are_read_by_who_may_and_two_people_reverse(visitor, live_server, look, companies):
    buyer, firm = companies
    own = visitor(UserFactory(company=firm, roles=("SF",)))
    page = own.page()
    page.goto(live_server.url + address("ledger"))
    expect(page.locator("main")).to_contain_text("1,100,000")
    look(own, address("ledger-book", book_of(firm).pk))
    page.get_by_role("link", name="Trade receivables").first.click()
    expect(page.locator("main")).to_contain_text("INV-2026-000001")
    look(own, address("ledger-account", book_of(firm).pk, "1200", "KRW"))

    auditor = visitor(staff("AU"))
    for path in (
        address("ledger"),
        address("ledger-all"),
        address("ledger-statement", book_of(buyer).pk),
    ):
        look(auditor, path)

    asks, decides = staff("FI"), staff("FI")
    one = visitor(asks)
    page = one.page()
    page.goto(live_server.url + address("ledger-statement", book_of(buyer).pk))
    page.get_by_role("link", name="Interest on money in escrow").first.click()
    page.get_by_label("What is wrong with it").fill("하루를 더 셌습니다")
    press(page.get_by_role("button", name="Ask for the reversal"))
    expect(page.locator("main")).to_contain_text("a colleague decides")
    here = page.url.removeprefix(live_server.url)
    other = visitor(decides)
    look(other, here)
    page = other.page()
    page.goto(live_server.url + here)
    press(page.get_by_role("button", name="Book the reversal"))
    expect(page.locator("main")).to_contain_text("This posting has been reversed")


def test_the_lists_of_unknown_bank_lines_and_of_the_parts_of_a_claim_are_looked_at(visitor, look):
    people = desk()
    read_bank_message(notification([entry("RCV-UNKNOWN-1", 7_000)]), by=None)
    finance = visitor(people.maker)
    look(finance, address("unmatched-list"))
    look(finance, address("unmatched-detail", UnmatchedEntry.objects.get().uid))

    made = works()
    claim = draft_claim(made.receivable, work="3월 기성", by=made.people[0])
    look(visitor(made.people[0]), address("claim-lines", claim.uid))
