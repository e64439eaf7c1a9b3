"""A low price is asked about, explained by its bidder and judged by two; house terms are proposed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.models import Explanation
from purchasing.bidding.tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("starter_classes")]


def test_a_bidder_explains_a_low_price_and_two_evaluators_judge_it(visitor, look):
    prices = [82_000_000, 118_000_000, 125_000_000, 131_000_000]
    stage = factories.evaluated(method="EU_EXPLAIN", prices=prices, base_won=Decimal(120_000_000))
    explanation = Explanation.objects.get()
    where = reverse("bidding:explanation-detail", args=[stage.tender.number, explanation.uid])
    evaluator = visitor(stage.cast.evaluator)
    page = evaluator.page()
    page.goto(evaluator.base + where)
    page.get_by_role("link", name="Ask the bidder").click()
    page.get_by_label("Doubtful items").fill("1. 단가")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Waiting for the bidder").first).to_be_visible()

    bidder = visitor(stage.bidders[0])
    page = bidder.page()
    page.goto(bidder.base + where)
    page.get_by_role("link", name="Explain the price").click()
    page.get_by_label("Explanation", exact=False).first.fill("자체 금형으로 제작합니다.")
    line = page.get_by_role("group", name="Cost line 1")
    line.get_by_label("Cost", exact=False).first.fill("강재")
    line.get_by_label("Quantity").fill("2")
    line.get_by_label("Cost of a unit").fill("500")
    line.get_by_label("Amount").fill("900")
    page.get_by_role("button", name="Send the explanation").click()
    expect(page.get_by_text("makes ₩1,000, not ₩900").first).to_be_visible()
    page.get_by_role("group", name="Cost line 1").get_by_label("Amount").fill("1,000")
    page.get_by_role("button", name="Send the explanation").click()
    expect(page.get_by_text("Sum, computed by the portal")).to_be_visible()

    for person in (stage.cast.evaluator, staff("EV")):
        services.vote_on_explanation(Explanation.objects.get(), accepts=True, reason="근거", by=person)
    page = evaluator.page()
    page.goto(evaluator.base + where)
    page.get_by_role("link", name="Decide", exact=True).click()
    page.get_by_label("Reasons of the decision").fill("설명됩니다.")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text("Accepted").first).to_be_visible()
    look(evaluator, where)
    look(bidder, where)


def test_the_pages_of_the_terms_and_of_an_answer_stand_every_look(visitor, look):
    stage = factories.evaluated(
        method="EU_EXPLAIN", prices=[82_000_000, 118_000_000, 125_000_000], base_won=Decimal(120_000_000)
    )
    explanation = services.ask_explanation(Explanation.objects.get(), items="1. 단가", by=stage.cast.evaluator)
    look(visitor(stage.bidders[0]), reverse("bidding:explanation-answer", args=[stage.tender.number, explanation.uid]))
    officer = visitor(stage.cast.officer)
    look(officer, reverse("bidding:terms-list"))
    look(officer, reverse("bidding:terms-propose"))
