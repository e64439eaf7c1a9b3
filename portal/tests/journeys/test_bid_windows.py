"""What stands in one page alone, a bid that is not sealed or the own copy of one, is asked about before it is left."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.factories import supplier
from portal.tests.journeys.pressing import expect
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as make

NARROW = {"width": 390, "height": 900}
# What reaches out of the card in which it stands: a card hides it, so that the page is not wider.
REACHES_OUT = """() => [...document.querySelectorAll(".card *")]
    .filter(each => each.getBoundingClientRect().right > each.closest(".card").getBoundingClientRect().right + 1)
    .map(each => each.outerHTML.slice(0, 160))"""
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_the_check_and_the_receipt_ask_before_they_are_left(visitor, live_server, starter_classes):
    tender = make.published().tender
    here = reverse("bidding:tender-detail", args=[tender.number])
    page = visitor(supplier()).page()
    asked = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)

    page.goto(f"{live_server.url}{here}bid/")
    page.get_by_label("Price of everything").fill("90000000")
    page.locator("[name=alone]").check()
    page.locator("[name=same_terms]").check()
    page.get_by_role("button", name="Check the bid").click()
    expect(page.locator("h2").first).to_contain_text("Seal version 1?")

    page.locator("form.language button").first.click()
    expect(page.locator("h2").first).to_contain_text("Seal version 1?")
    assert asked == ["beforeunload"]

    page.get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Price of everything")).to_have_value("90,000,000")
    page.get_by_role("link", name="Leave without sealing").click()
    assert asked == ["beforeunload"] * 2
    page.get_by_role("button", name="Check the bid").click()
    page.get_by_role("button", name="Seal and submit").click()
    expect(page.locator("h1")).to_have_text("The bid is sealed")
    assert Bid.objects.count() == 1
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    expect(page.locator("main")).to_contain_text(f"bid-{tender.number}-1.json")
    assert page.evaluate(REACHES_OUT) == []
    page.set_viewport_size(wide)
    assert asked == ["beforeunload"] * 2

    with page.expect_download():
        page.get_by_role("link", name="PDF").click()
    page.get_by_role("link", name="To the tender").click()
    expect(page.locator("h1")).to_have_text("The bid is sealed")
    assert asked == ["beforeunload"] * 3
    for _press in range(2):  # the page stays, and its button with it
        with page.expect_download() as kept:
            page.get_by_role("button", name="Save a copy").click()
        assert kept.value.suggested_filename == f"bid-{tender.number}-1.json"
    page.get_by_role("link", name="To the tender").click()
    page.wait_for_url(f"**{here}")
    assert asked == ["beforeunload"] * 3
    page.remove_listener("dialog", stay)
