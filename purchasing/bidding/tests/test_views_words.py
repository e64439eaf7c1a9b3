"""What pages say fits the award rule and the stage: no floor where the rule has none, nothing sealed that is open."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.queries.step_words import FORMULAS, NUMBERS, STEPS
from purchasing.bidding.rules import METHODS, Way, evaluate, has_floor
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.judging import notice, offers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def read(client, user, name, *args) -> str:
    sign_in(client, user)
    return client.get(reverse(name, args=args)).content.decode()


@pytest.mark.parametrize("way", METHODS)
def test_only_a_rule_with_a_floor_computes_one(way):
    pool = offers([85, 95, 97, 100, 99, 110], points=Decimal(90), ranked_won=Decimal(70), picks=(1, 2))
    limit = evaluate(pool, notice=notice(way), base_won=Decimal(100), seed="s", draw="d").limit
    assert (limit is not None) == has_floor(way, notice(way).figures)


@pytest.mark.parametrize("way", METHODS)
@pytest.mark.parametrize("draw", ["a", "b", "c"])
def test_every_step_of_a_calculation_has_words(way, draw):
    pool = offers([85, 95, 97, 100, 99, 96, 94], points=Decimal(90), ranked_won=Decimal(70), picks=(1, 2))
    told = notice(way, figures={"decrements": "0 5"} if way == Way.TRIMMED_MEAN else {})
    trace = evaluate(pool, notice=told, base_won=Decimal(100), seed="s", draw=draw).trace
    symbols = {"M", "S", "R", "c1", "c2", "d"}
    ids = {name for step in trace for name in step.numbers if name.isdecimal() or name.startswith("CMP-")}
    assert {step.name for step in trace} <= set(STEPS)
    assert {step.formula for step in trace} <= set(FORMULAS)
    assert {name for step in trace for name in step.numbers} - ids - symbols <= set(NUMBERS)


def test_the_evaluation_of_a_total_cost_says_that_there_is_no_floor(client):
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)
    number = stage.tender.number

    text = read(client, stage.cast.evaluator, "bidding:evaluation-detail", number)

    assert "this award rule has none" in text
    assert "too few bids" not in text
    assert "The award is proposed" not in text


def test_before_the_verdicts_the_floor_is_not_computed_yet(client):
    stage = factories.opened()
    text = read(client, stage.cast.evaluator, "bidding:evaluation-detail", stage.tender.number)
    assert "not computed yet" in text
    assert "Compute the verdicts" in text


def test_why_a_price_looks_low_stands_on_the_evaluation(client):
    stage = factories.evaluated(
        method="EU_EXPLAIN", prices=[82_000_000, 118_000_000, 125_000_000, 131_000_000], base_won=Decimal(120_000_000)
    )
    text = read(client, stage.cast.evaluator, "bidding:evaluation-detail", stage.tender.number)
    assert "Below the announced share of the base price: ₩82,000,000 is less than ₩84,000,000." in text


def test_a_bid_that_was_opened_is_no_longer_called_sealed(client):
    stage = factories.closed()
    bidder, number = stage.bidders[0], stage.tender.number
    before = read(client, bidder, "bidding:bid-list")
    factories.open_bids(stage)

    own, tender, board = (
        read(client, bidder, "bidding:bid-list"),
        read(client, bidder, "bidding:tender-detail", number),
        read(client, bidder, "home:dashboard"),
    )

    assert ("Sealed" in before, "Sealed" in own, "Sealed" in board) == (True, False, False)
    assert "Bids opened, the result is to come" in own
    assert "Bids opened, the result is to come" in board
    assert "Bids opened, the result is to come" in tender
    assert "The bids were opened on" in tender


def test_a_receipt_says_where_the_bid_stands(client):
    stage = factories.published(prices=factories.LPL_A)
    bidder = stage.bidders[0]
    first = stage.tender.bids.get(company=bidder.company)
    second = services.submit_bid(stage.tender, price_won=first.price_won, key="again", by=bidder)

    def receipt(bid) -> str:
        return read(client, bidder, "bidding:bid-receipt", stage.tender.number, bid.uid)

    assert "Replaced or withdrawn" in receipt(first)
    sealed = receipt(second)
    assert "Sealed" in sealed
    assert "They are opened after the deadline" in sealed

    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    opened = receipt(second)
    assert "Bids opened, the result is to come" in opened
    assert "The opening committee opened the bids together on" in opened
    assert "They are opened after the deadline" not in opened


def test_a_receipt_of_a_cancelled_tender_promises_no_opening(client):
    stage = factories.published(prices=[90_000_000])
    services.cancel_tender(stage.tender, by=stage.cast.approver, reason="수요가 없어졌습니다.")
    text = read(client, stage.bidders[0], "bidding:bid-receipt", stage.tender.number, stage.tender.bids.get().uid)
    assert "The tender ended before the bids were opened: they stay sealed." in text
    assert "They are opened after the deadline" not in text
