"""Contracts in a browser: from the draft to the signature with its step-up, a linked price; and how the pages look."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect
from purchasing.contracts.models import Contract
from purchasing.contracts.tests.contracts_stage import chain, indexed, moved_index

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(contract: Contract, name: str = "contract-detail", *args) -> str:
    return reverse(f"contracts:{name}", args=[contract.number, *args])


def test_a_contract_goes_from_the_draft_to_the_signature(visitor, live_server):
    payee = supplier()
    officer = visitor(staff("PO")).page()
    officer.goto(live_server.url + reverse("contracts:contract-create"))
    officer.get_by_label("Company that is paid").fill(payee.company.brn)
    officer.locator("#id_title_ko").fill("후판 연간 단가")
    officer.get_by_label("Why there is no tender").fill("단일 규격의 예비품입니다.")
    officer.locator("#id_ends_on").fill((today() + timedelta(days=300)).isoformat())
    officer.get_by_label("Paid within (days)").fill("61")
    row = officer.get_by_role("group", name="Lines 1")
    row.get_by_label("Description (Korean)").fill("후판 SS400")
    row.get_by_label("Quantity").fill("100")
    row.get_by_label("Unit", exact=False).first.fill("t")
    row.get_by_label("Unit price").fill("1,200,000")
    officer.get_by_role("button", name="More lines").click()
    expect(officer.get_by_role("group", name="Lines 6")).to_be_visible()
    expect(row.get_by_label("Quantity")).to_have_value("100")
    officer.get_by_role("button", name="Save the draft").click()
    expect(officer.locator(".error-summary")).to_contain_text("article 13")
    expect(row.get_by_label("Quantity")).to_have_value("100")
    officer.get_by_label("Paid within (days)").fill("30")
    officer.get_by_role("button", name="Save the draft").click()
    expect(officer.locator("h1")).to_contain_text("후판 연간 단가")
    officer.get_by_role("button", name="Ask for approval").click()
    expect(officer.locator("#messages")).to_contain_text("waits for an approver")
    contract = Contract.objects.get()

    approver = visitor(staff("AP")).page()
    approver.goto(live_server.url + address(contract))
    approver.get_by_role("button", name="Approve", exact=True).click()
    expect(approver.locator("#messages")).to_contain_text("asked to sign")

    signer = visitor(payee).page()
    signer.goto(live_server.url + address(contract))
    signer.get_by_role("link", name="Sign", exact=True).click()
    signer.get_by_label("I have read the contract").check()
    signer.get_by_role("button", name="Sign", exact=True).click()
    expect(signer.locator("#messages")).to_contain_text("The contract is in force")
    contract.refresh_from_db()
    assert (contract.state, contract.value) == ("in_force", Decimal(120_000_000))


def test_the_pages_of_contracts_look_right(visitor, look):
    made = chain(3)
    officer, payer = visitor(made.officer), visitor(made.payees[0])
    top = made.contracts[0]
    for path in (
        reverse("contracts:contract-list"),
        address(top),
        address(top, "amendment-create"),
        reverse("contracts:contract-create"),
        reverse("contracts:index-list"),
    ):
        look(officer, path)
    look(payer, address(made.contracts[1]))


def test_the_pages_of_linked_prices_look_right(visitor, look):
    made = indexed()
    change = moved_index(made, Decimal(1086))
    officer = visitor(made.officer)
    look(officer, address(made.contract, "change-detail", change.uid))
    look(officer, reverse("contracts:index-detail", args=["plate-kr"]))
    look(visitor(made.payee), address(made.contract))
