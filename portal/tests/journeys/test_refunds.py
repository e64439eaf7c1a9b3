"""What is left of an advance is paid back and confirmed; a file is added to a delivery; their pages looked at."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from portal.tests.journeys.pressing import expect
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.tests.refund_stage import claimed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_an_advance_is_paid_back_by_one_side_and_confirmed_by_the_other(visitor, live_server, look):
    refund = claimed()
    contract = refund.contract
    debtor, creditor = (visitor(contracts.person(company, "SF")) for company in (contract.payee, contract.payer))
    detail = reverse("payments:refund-detail", args=[refund.uid])

    page = debtor.page()
    page.goto(live_server.url + reverse("payments:money"))
    page.get_by_role("link", name=refund.number).click()
    expect(page.locator("main")).to_contain_text("₩30,000,000")
    look(debtor, reverse("payments:money"))
    look(debtor, reverse("payments:refund-list"))
    look(debtor, detail)
    page.get_by_label("Reference of the bank").fill("TR-2026-90")
    page.get_by_role("button", name="Report the repayment").click()
    expect(page.locator("#messages")).to_contain_text("Reported")

    theirs = creditor.page()
    theirs.goto(live_server.url + detail)
    look(creditor, detail)
    theirs.get_by_role("button", name="We have received it").click()
    expect(theirs.locator("#messages")).to_contain_text("Both books are closed")
    look(creditor, reverse("contracts:contract-detail", args=[contract.number]))


def test_a_photo_is_added_to_a_delivery(visitor, live_server, look):
    delivery = contracts.received(contracts.in_force(value=1000))
    receiver = visitor(contracts.receiver(delivery.contract))
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "brown").save(kept, "PNG")

    page = receiver.page()
    address = reverse("contracts:delivery-detail", args=[delivery.number])
    page.goto(live_server.url + address)
    page.get_by_label("What the files are").select_option("photo")
    page.locator("#id_files").set_input_files({"name": "rust.png", "mimeType": "image/png", "buffer": kept.getvalue()})
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator("#papers")).to_contain_text("rust.png")
    look(receiver, address)
