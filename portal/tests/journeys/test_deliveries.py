"""From an announced delivery to an approved invoice, a hold with its reason, a contested fact; each page looked at."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.contracts.models import Delivery, FactContest, Invoice
from purchasing.contracts.tests import factories as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def at(name: str, *args) -> str:
    return reverse(f"contracts:{name}", args=args)


def test_a_delivery_becomes_an_approved_invoice(visitor, live_server, look):
    contract = made.in_force(lines=[("베어링 6204", 120, 12_500), ("커플링", 4, 400_000)])
    contract.lines.update(delivery_on=today() - timedelta(days=1))
    base = live_server.url
    selling = visitor(made.seller(contract))
    seller = selling.page()

    seller.goto(base + at("contract-detail", contract.number))
    seller.get_by_role("link", name="Announce a delivery").click()
    look(selling, at("delivery-announce", contract.number))
    seller.get_by_label("1. 베어링 6204").fill("1000")
    seller.get_by_label("Arrives on").fill(today().isoformat())
    seller.get_by_role("button", name="Announce").click()
    expect(seller.locator(".error-summary")).to_contain_text("120 EA of 120 are left to deliver, not 1,000")
    seller.get_by_label("1. 베어링 6204").fill("100")
    seller.get_by_role("button", name="Announce").click()
    expect(seller.locator("#messages")).to_contain_text("The delivery is announced.")
    delivery = Delivery.objects.get()

    receiving = visitor(made.receiver(contract))
    receiver = receiving.page()
    receiver.goto(base + reverse("home:dashboard"))
    receiver.get_by_role("link", name=f"Confirm the receipt: {delivery.number}").click()
    receiver.get_by_role("link", name="Confirm the receipt").click()
    look(receiving, at("delivery-receive", delivery.number))
    receiver.get_by_role("button", name="Confirm").click()
    expect(receiver.locator("#messages")).to_contain_text("The days of inspection and of payment run.")
    receiver.get_by_role("link", name="Enter the result").click()
    look(receiving, at("delivery-inspect", delivery.number))
    receiver.get_by_label("1. 베어링 6204").fill("90")
    receiver.get_by_label("What was wrong").fill("10 rings are rusty.")
    receiver.get_by_role("button", name="Enter the result").click()
    expect(receiver.locator("main")).to_contain_text("A part was not accepted")
    look(receiving, at("delivery-detail", delivery.number))
    look(receiving, at("delivery-list"))

    seller.goto(base + at("invoice-list"))
    seller.get_by_role("link", name=contract.number).click()
    look(selling, at("invoice-submit", contract.number))
    seller.get_by_label("Invoice number").fill("G-2026-118")
    seller.get_by_role("button", name="Submit the invoice").click()
    expect(seller.locator("#messages")).to_contain_text("The invoice is in.")
    invoice = Invoice.objects.get()
    assert (invoice.net, invoice.vat) == (1_125_000, 112_500)

    paying = visitor(made.approver(contract))
    finance = paying.page()
    finance.goto(base + at("invoice-detail", invoice.number))
    finance.get_by_role("button", name="Approve").click()
    expect(finance.locator("#messages")).to_contain_text("it is owed from now on")
    finance.get_by_role("link", name="Hold the payment").click()
    look(paying, at("hold-place", invoice.number))
    finance.get_by_role("radio", name="A document is missing").check()
    finance.get_by_label("Reason, as the supplier reads it").fill("소재 성적서를 보내 주십시오.")
    finance.get_by_label("Looked at again by").fill(today().isoformat())
    finance.get_by_role("button", name="Hold it").click()
    look(paying, at("invoice-list"))

    seller.goto(base + at("invoice-detail", invoice.number))
    expect(seller.locator("main")).to_contain_text("Held for now: A document is missing")
    expect(seller.locator("main")).to_contain_text("소재 성적서를 보내 주십시오.")
    look(selling, at("invoice-detail", invoice.number))
    seller.goto(base + at("fact-list"))
    seller.get_by_role("row").filter(has_text="1 day late").get_by_role("link", name="Contest").click()
    seller.get_by_label("What is wrong").fill("귀사 창고가 하루 닫혀 있었습니다.")
    seller.get_by_role("button", name="Contest it").click()
    look(selling, at("fact-list"))

    judging = visitor(staff("AP"))
    judge = judging.page()
    contest = FactContest.objects.get()
    judge.goto(base + at("contest-decide", contest.uid))
    look(judging, at("contest-decide", contest.uid))
    judge.get_by_role("radio", name="Upheld: the right value is").check()
    judge.get_by_label("The right number of days").fill("0")
    judge.get_by_label("Answer with its reasons").fill("창고가 닫혀 있었습니다.")
    judge.get_by_role("button", name="Decide").click()
    expect(judge.locator("#messages")).to_contain_text("Decided.")
    seller.goto(base + at("fact-list"))
    expect(seller.locator("main")).to_contain_text("on the agreed day")
