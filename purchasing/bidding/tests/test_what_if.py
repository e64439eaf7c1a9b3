"""Trying another rule on judged bids is kept and changes nothing."""

from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.outbox.models import Event
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import LimitCalc, Tender, WhatIfRun
from purchasing.bidding.rules.split_award import Limits
from purchasing.bidding.services import LineIn
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.told import states

pytestmark = pytest.mark.django_db

FIXED_90 = {"method": "LPL_FIXED", "ratio": "0.9", "fixed_on": "base", "figures": {}}


@pytest.fixture
def client(client):
    """Reads English, whatever is translated."""
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def evaluated() -> factories.Stage:
    return factories.evaluated()


def everything(stage) -> tuple:
    tender = Tender.objects.values().get(pk=stage.tender.pk)
    return tender, states(stage), LimitCalc.objects.values().get(tender=stage.tender)


def test_another_rule_gives_another_winner_and_the_result_stays(evaluated):
    before = everything(evaluated)

    run = services.run_what_if(evaluated.tender, params=FIXED_90, note="90%라면", by=evaluated.cast.evaluator)

    receipts = {bid.receipt: int(bid.ruling.price_won) for bid in evaluated.bids()}
    assert run.outcome["limit_won"] == "90000000"
    assert receipts[run.outcome["winner"]] == 92_000_000
    assert sorted(receipts[receipt] for receipt in run.outcome["excluded"]) == [68_000_000, 78_500_000, 88_000_000]
    assert everything(evaluated) == before


def test_a_run_says_who_made_it_and_tells_nobody_else(evaluated):
    told = Event.objects.count()

    run = services.run_what_if(evaluated.tender, params=FIXED_90, by=evaluated.cast.evaluator)

    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.what, entry.by) == ("bidding.tender.what_if_run", evaluated.cast.evaluator)
    assert str(run.uid) in entry.payload
    assert Event.objects.count() == told


def test_without_the_lowest_bid_the_floor_lies_higher(evaluated):
    lowest = evaluated.bids()[0].receipt

    run = services.run_what_if(
        evaluated.tender,
        params={"method": "LPL_POSCO", "ratio": "0.85"},
        left_out=[lowest],
        by=evaluated.cast.evaluator,
    )

    assert run.outcome["limit_won"] == "80271875"


def test_a_rule_that_needs_what_the_bids_do_not_say_is_refused(evaluated):
    with pytest.raises(RuleBroken, match="needs points"):
        services.run_what_if(
            evaluated.tender,
            params={"method": "COMPOSITE", "figures": {"price_weight": "80"}},
            by=evaluated.cast.evaluator,
        )
    assert not WhatIfRun.objects.exists()


def test_nothing_is_tried_before_the_bids_are_open_nor_by_bidders(evaluated):
    sealed = factories.closed()

    with pytest.raises(NotAllowed):
        services.run_what_if(sealed.tender, params=FIXED_90, by=sealed.cast.evaluator)
    with pytest.raises(NotAllowed):
        services.run_what_if(evaluated.tender, params=FIXED_90, by=evaluated.bidders[0])


def test_nothing_is_tried_before_the_verdicts(client):
    """Who may still rule a bid out does not see whom that would help."""
    stage = factories.opened()
    sign_in(client, stage.cast.evaluator)
    evaluation, address = f"/tenders/{stage.tender.number}/evaluation/", f"/tenders/{stage.tender.number}/what-if/"

    with pytest.raises(NotAllowed, match="every bid has its verdict"):
        services.run_what_if(stage.tender, params=FIXED_90, by=stage.cast.evaluator)
    with pytest.raises(NotAllowed, match="every bid has its verdict"):
        services.run_split(stage.tender, limits=Limits(), valid_only=False, by=stage.cast.evaluator)
    refused = client.get(address)
    assert refused.status_code == 403
    assert "every bid has its verdict" in refused.content.decode()
    assert address not in client.get(evaluation).content.decode()

    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    assert client.get(address).status_code == 200
    assert address in client.get(evaluation).content.decode()


# The bids of domain 3.4; the costs were computed apart from the engine, year by year, times r/(1−(1+r)^−n).
def test_another_discount_rate_turns_the_winner_of_a_total_cost_tender(client):
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)
    by_price = {int(bid.ruling.price_won): bid.receipt for bid in stage.bids()}
    cheap, frugal = by_price[420_000_000], by_price[548_000_000]
    address = f"/tenders/{stage.tender.number}/what-if/"
    sign_in(client, stage.cast.evaluator)
    assert "4.5%, as in the notice" in client.get(address).content.decode()

    for rate, winner, costs in (
        ("40", cheap, {cheap: 339_345_898, frugal: 354_678_775}),
        ("4.5", frugal, {cheap: 220_722_896, frugal: 191_837_001}),
        ("0", frugal, {cheap: 210_383_502, frugal: 179_572_748}),
    ):
        answer = client.post(f"{address}rule/", {"method": "TCO", "rate": rate}, follow=True)
        assert "The result of the tender is as it was." in answer.content.decode()
        run = WhatIfRun.objects.first()
        assert run.outcome["winner"] == winner
        told = {receipt: int(cost) for receipt, cost in run.outcome["costs_won"].items()}
        assert told == pytest.approx(costs, abs=2)  # the engine rounds each present value to the won
        assert f"Discount rate {rate}%" in " ".join(answer.content.decode().split())
    assert stage.tender.rulings.get(rank=1).bid.receipt == frugal


def test_without_a_total_cost_there_is_no_discount_rate_to_try(client, evaluated):
    sign_in(client, evaluated.cast.evaluator)
    page = client.get(f"/tenders/{evaluated.tender.number}/what-if/")
    assert "rate" not in page.context["trial"].fields
    with pytest.raises(RuleBroken, match="Only total cost"):
        services.run_what_if(evaluated.tender, params=FIXED_90, rate=Decimal("0.1"), by=evaluated.cast.evaluator)


@pytest.mark.parametrize("rate", ["-1", "51", "abc", "1e9"])
def test_a_discount_rate_that_is_none_is_said_beside_its_field(client, rate):
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)
    sign_in(client, stage.cast.evaluator)

    answer = client.post(f"/tenders/{stage.tender.number}/what-if/rule/", {"method": "TCO", "rate": rate})

    assert answer.status_code == 422
    assert "rate" in answer.context["trial"].errors
    assert not WhatIfRun.objects.exists()


def test_a_split_by_shares_pays_each_at_the_own_price(evaluated):
    limits = Limits(most_winners=2, fewest_winners=2, most_share=Decimal("0.7"), least_share=Decimal("0.2"))

    run = services.run_split(evaluated.tender, limits=limits, valid_only=True, by=evaluated.cast.officer)

    assert sorted(run.outcome["parts"].values()) == ["26400000", "54950000"]  # 30 % of 88, 70 % of 78.5 million
    assert run.outcome["total_won"] == "81350000"


def test_a_split_by_line_takes_the_cheapest_of_each_line():
    stage = factories.published(
        by_unit_price=True, lines=(LineIn("갑", Decimal(10), "EA"), LineIn("을", Decimal(10), "EA"))
    )
    for prices in ({1: 100, 2: 900}, {1: 200, 2: 500}, {1: 300, 2: 600}):
        bidder = factories.supplier()
        unit = {no: Decimal(price) for no, price in prices.items()}
        services.submit_bid(stage.tender, unit_prices=unit, key=factories.key(), by=bidder)
        stage.bidders.append(bidder)
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender.refresh_from_db()

    run = services.run_split(stage.tender, limits=Limits(), valid_only=False, by=stage.cast.officer)

    first, second = (bid.receipt for bid in stage.bids()[:2])
    assert run.outcome["lines"] == {"1": first, "2": second}
    assert run.outcome["total_won"] == "6000"


def test_staff_try_a_rule_on_the_page_and_see_it_kept(client, evaluated):
    sign_in(client, evaluated.cast.evaluator)
    address = f"/tenders/{evaluated.tender.number}/what-if/"

    shown = client.get(address).content.decode()
    assert "a bid that does not win decides who is excluded" in shown
    answer = client.post(
        f"{address}rule/", {"method": "LPL_FIXED", "ratio": "90", "fixed_on": "base", "note": "90%"}, follow=True
    )

    assert answer.status_code == 200
    assert "The result of the tender is as it was." in answer.content.decode()
    [run] = answer.context["runs"]
    assert (run["limit_won"], run["price_won"]) == (90_000_000, 92_000_000)


def test_a_split_that_cannot_be_kept_says_so_beside_its_field(client, evaluated):
    sign_in(client, evaluated.cast.evaluator)
    told = {
        "split-fewest_winners": 2,
        "split-most_winners": 2,
        "split-most_share": "40",
        "split-least_share": "10",
    }

    answer = client.post(f"/tenders/{evaluated.tender.number}/what-if/split/", told)

    assert answer.status_code == 422
    assert "2 winners with this share do not take the whole." in answer.content.decode()
    assert not WhatIfRun.objects.exists()
