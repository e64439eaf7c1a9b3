"""The premium of eco-friendly offers: promised by the notice, proven by the catalogue, applied by the evaluation."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Product
from catalog.tests.eco import claimed
from catalog.tests.factories import TEST_CLASS, ProductFactory
from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import EcoCheck, Tender
from purchasing.bidding.registry import eco_premiums
from purchasing.bidding.rules import evaluated
from purchasing.bidding.rules.preference import compared_price, price_without_premium
from purchasing.bidding.services import BidContent, LineIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.eco_stage import LINE, eco_bid, proposed
from purchasing.bidding.tests.told import now_state

D = Decimal
PREMIUM = D("0.1")
PRICES = (50_000_000, 55_000_000, 54_000_000)  # domain ECO-05: 50 m and 55 m; a third that proves nothing


# The rule -------------------------------------------------------------------------------------------------------------
@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_an_eco_offer_wins_exactly_up_to_the_premium(best, offer):
    within = D(offer) <= D(best) * (1 + PREMIUM)

    assert (price_without_premium(D(offer), PREMIUM) <= best) is within


@given(st.integers(1, 10**12), st.sampled_from([D(0), D("0.05"), D("0.3")]))
def test_premium_and_preference_do_not_add_up(price, margin):
    both = compared_price(D(price), margin, PREMIUM)

    assert both == min(compared_price(D(price), margin), compared_price(D(price), D(0), PREMIUM))


# In a tender ----------------------------------------------------------------------------------------------------------
def example(*, until=None, **facts) -> factories.Stage:
    """The worked example: the second of three bids offers an eco-friendly product at 1.10 times the best price."""
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000), **facts)
    for place, price in enumerate(PRICES):
        eco_bid(stage, price, eco=place == 1, until=until)
    return stage_of.opened(stage)


@pytest.mark.django_db
def test_the_notice_promises_the_premium_of_the_house():
    stage = factories.published(lines=[LINE], eco_premium_on=True)

    assert eco_premiums.get("esg.terms")(today()) == PREMIUM
    assert stage.tender.params["eco"] == {"premium": "0.1", "rules": "eco-1", "terms": str(today())}
    assert "eco" not in factories.published(lines=[LINE]).tender.params


@pytest.mark.django_db
def test_the_worked_example_ranks_level_with_the_best_other_offer_and_one_won_more_loses():
    stage = stage_of.evaluate(example())
    compared = queries.ranked_prices(stage.tender)
    by_price = {ruling.price_won: compared[ruling.pk] for ruling in stage.tender.rulings.all()}

    assert by_price == {D(50_000_000): 50_000_000, D(55_000_000): 50_000_000, D(54_000_000): 54_000_000}
    assert price_without_premium(D(55_000_001), PREMIUM) > 50_000_000


@pytest.mark.django_db
def test_a_dearer_eco_offer_within_the_premium_wins_at_its_own_price():
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    for price, eco in [(50_000_000, False), (54_900_000, True), (53_000_000, False)]:
        eco_bid(stage, price, eco=eco)
    stage = proposed(stage_of.evaluate(stage_of.opened(stage)))
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    decision = stage.tender.decisions.get()

    assert decision.price_won == 54_900_000
    looks = EcoCheck.objects.filter(bid=decision.bid).order_by("pk")
    assert [(look.stage, look.premium, look.fault) for look in looks] == [
        ("deadline", PREMIUM, ""),
        ("award", PREMIUM, ""),
    ]
    [product] = queries.offered_products(decision.bid).values()
    assert product.company == stage.bidders[1].company
    text = stage.tender.evaluation_documents.get().text
    assert evaluated.faults(text) == []
    forged = json.loads(text)
    place = next(no for no, told in forged["ranking"].items() if told.get("premium") == "0.100000")
    forged["ranking"][place]["premium"] = "0"
    assert any("compared value" in fault for fault in evaluated.faults(evaluated.plain_text(forged) + "\n"))


@pytest.mark.django_db
def test_without_the_premium_in_the_notice_nothing_changes():
    stage = factories.published(lines=[LINE], base_won=D(56_000_000))
    for price in PRICES:
        eco_bid(stage, price, eco=False)
    with pytest.raises(RuleBroken):
        services.eco_statement(stage.tender, stage.bidders[1].company, {1: "PRD-1"})
    stage_of.evaluate(stage_of.opened(stage))

    assert stage.tender.rulings.get(rank=1).price_won == 50_000_000
    assert not EcoCheck.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("named", "fault"),
    [
        pytest.param(lambda own, other: None, "not_told", id="none named"),
        pytest.param(lambda own, other: claimed(other).number, "not_own", id="another company's"),
        pytest.param(lambda own, other: ProductFactory(company=own).number, "no_evidence", id="without evidence"),
        pytest.param(
            lambda own, other: claimed(own, until=today() - timedelta(days=1)).number, "no_evidence", id="expired"
        ),
        pytest.param(lambda own, other: "PRD-2026-999999", "not_own", id="unknown"),
        pytest.param(lambda own, other: {"no": "text"}, "not_told", id="not even text"),
    ],
)
def test_an_offer_that_proves_nothing_is_compared_at_its_price_and_the_look_says_why(named, fault):
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    user = supplier()
    number = named(user.company, supplier().company)
    statements = {"eco": [{"line": 1, "product": number}]} if number else {}
    if isinstance(number, str):
        with pytest.raises(RuleBroken, match="ECO-03"):
            services.eco_statement(stage.tender, user.company, {1: number})
    content = BidContent(price_won=D(50_000_000), statements=statements)
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=user)  # as a bidder's own program might
    eco_bid(stage, 51_000_000, eco=False)
    stage_of.opened(stage)
    services.check_eco_offers(stage.tender)

    look = EcoCheck.objects.get(bid__company=user.company)
    assert (look.premium, look.fault, look.line_no) == (0, fault, 1)
    assert queries.ranked_prices(stage.tender)[look.bid_id] == 50_000_000


@pytest.mark.django_db
def test_a_product_of_another_class_does_not_count():
    line = LineIn("원심펌프", D(1), "EA", class_code="40151503")
    stage = factories.published(lines=[line], eco_premium_on=True)
    user = supplier()

    with pytest.raises(RuleBroken, match="ECO-03") as refusal:
        services.eco_statement(stage.tender, user.company, {1: claimed(user.company).number})
    assert refusal.value.field == "statements.eco"


@pytest.mark.django_db
def test_every_line_has_to_be_eco_friendly():
    other = LineIn("볼 베어링", D(4), "EA", class_code=TEST_CLASS)
    stage = factories.published(lines=[LINE, other], eco_premium_on=True)
    user = supplier()
    product = claimed(user.company)

    with pytest.raises(RuleBroken, match="2"):
        services.eco_statement(stage.tender, user.company, {1: product.number})
    stated = services.eco_statement(stage.tender, user.company, {1: product.number, 2: product.number})
    assert stated == [{"line": 1, "product": product.number}, {"line": 2, "product": product.number}]
    with pytest.raises(RuleBroken):
        services.eco_statement(stage.tender, user.company, {1: product.number, 2: product.number, 3: product.number})


@pytest.mark.django_db
def test_evidence_that_lapses_before_the_award_stops_it_and_the_next_comes_first():
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    for price, eco in [(50_000_000, False), (54_000_000, True), (53_000_000, False)]:
        eco_bid(stage, price, eco=eco)
    stage = proposed(stage_of.evaluate(stage_of.opened(stage)))
    decision = stage.tender.decisions.get()
    Product.objects.filter(company=decision.bid.company).update(state="blocked")  # its evidence was withdrawn

    with pytest.raises(RuleBroken, match="ECO-03"):
        services.approve_award(decision, by=stage.cast.second_approver)
    assert now_state(stage) == "award_proposed"
    services.return_award(decision, reason="환경표지 만료", by=stage.cast.second_approver)
    order = [ruling.price_won for ruling in queries.award_order(Tender.objects.get(pk=stage.tender.pk), today())]
    assert order == [50_000_000, 53_000_000, 54_000_000]


@pytest.mark.django_db
def test_the_look_is_taken_once_and_anew_when_the_evaluation_is_corrected():
    stage = example()
    services.check_eco_offers(stage.tender)
    assert EcoCheck.objects.count() == 3
    services.check_eco_offers(stage.tender)
    assert EcoCheck.objects.count() == 3
    services.check_eco_offers(stage.tender, anew=True)
    assert EcoCheck.objects.count() == 6


@pytest.mark.django_db
def test_a_notice_with_the_premium_names_the_class_of_each_line_and_compares_prices():
    with pytest.raises(RuleBroken) as refusal:
        factories.published(lines=[LineIn("방청유", D(10), "EA")], eco_premium_on=True)
    assert refusal.value.field == "lines.0.class_code"
    with pytest.raises(RuleBroken) as refusal:
        factories.published(lines=[LINE], eco_premium_on=True, method="BAM")
    assert refusal.value.field == "eco_premium_on"


@pytest.fixture
def reader(client):
    """Somebody who reads English."""
    client.cookies["django_language"] = "en"
    return client


# Its pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_notice_explains_the_premium_and_the_evaluation_what_each_offer_proved(reader):
    stage = example()
    page = reverse("bidding:tender-detail", args=[stage.tender.number])

    public = reader.get(page).text
    assert "up to 10% more" in public
    assert "₩55,000,000 ranks as if it cost ₩50,000,000" in public
    assert "한빛인증원" not in public
    services.check_eco_offers(stage.tender)
    sign_in(reader, stage.cast.evaluator)
    inside = reader.get(page).text
    assert "한빛인증원 환경-1" in inside
    assert "the bid names no eco-friendly product for this line" in inside


@pytest.mark.django_db
def test_the_form_offers_the_products_that_count_and_the_check_shows_what_the_offer_ranks_at(reader):
    stage = factories.published(lines=[LINE], eco_premium_on=True, base_won=D(56_000_000))
    user = supplier()
    good, late = claimed(user.company), claimed(user.company, until=today(), number="만료-2")
    sign_in(reader, user)
    address = reverse("bidding:bid-submit", args=[stage.tender.number])
    form = reader.get(address).text
    assert good.number in form
    assert late.number not in form

    sent = {"total_won": "55,000,000", "vat": "without", "alone": "on", "same_terms": "on", "eco_1": good.number}
    checked = reader.post(address, {**sent, "step": "check"})
    assert "ranks as if it cost" in checked.text
    assert "50,000,000" in checked.text
    wrong = reader.post(address, {**sent, "eco_1": late.number, "step": "check"})
    assert wrong.status_code == 422
    assert "Choose one of your products whose evidence holds at the deadline." in wrong.text
