"""An eco-friendly offer from the notice to the award, in a browser."""

import pytest
from django.urls import reverse

from catalog.tests.eco import claimed
from portal.tests.factories import supplier
from portal.tests.journeys.pressing import expect
from purchasing.bidding import queries
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.eco_stage import LINE, D, eco_bid

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def path(name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=args)


def test_a_dearer_eco_friendly_offer_wins_within_the_premium(visitor, look):
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    number = stage.tender.number
    for price in (50_000_000, 53_000_000):
        eco_bid(stage, price, eco=False)
    person = supplier()
    product = claimed(person.company)
    bidder = visitor(person)

    page = bidder.page()  # the bidder names the product, and reads what the offer ranks at
    page.goto(bidder.base + path("tender-detail", number))
    expect(page.locator("#eco-premium")).to_contain_text("up to 10% more")
    look(bidder, path("tender-detail", number))
    look(bidder, path("bid-submit", number))
    page.goto(bidder.base + path("bid-submit", number))
    page.get_by_label("Price of everything").fill("54,000,000")
    page.get_by_label("Line 1: eco-friendly product").select_option(product.number)
    page.get_by_label("We have not discussed prices").check()
    page.get_by_label("We will give our own suppliers").check()
    page.get_by_role("button", name="Check the bid").click()
    expect(page.locator("main")).to_contain_text("ranks as if it cost ₩49,090,910")
    page.get_by_role("button", name="Seal").click()
    expect(page.locator("main")).to_contain_text("BID-")

    stage_of.opened(stage)
    evaluator = visitor(stage.cast.evaluator)
    judging = evaluator.page()
    judging.goto(evaluator.base + path("evaluation-detail", number))
    judging.get_by_label("I have no conflict of interest").check()
    judging.get_by_role("button", name="Compute").click()
    expect(judging.get_by_role("heading", name="Bids")).to_be_visible()
    expect(judging.locator("main")).to_contain_text("Lowest evaluated price: ₩49,090,910")
    judging.goto(evaluator.base + path("tender-detail", number))
    expect(judging.locator("#eco-premium")).to_contain_text(f"{product.number} Reduce: 한빛인증원 환경-1")
    look(evaluator, path("tender-detail", number))
    look(evaluator, path("evaluation-detail", number))
    first = queries.first_in_line(Tender.objects.get(number=number), queries.deadline_day(stage.tender))
    assert first.bid.company == person.company
