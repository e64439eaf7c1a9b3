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
from purchasing.bidding.tests import board_factories as boards
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


LOWEST = {"method": "LOWEST", "figures": {"legal_basis": "what-if"}}
POSCO = {"method": "LPL_POSCO", "ratio": "0.85", "figures": {"ratio": "0.85"}}
COMPOSITE = {"method": "COMPOSITE", "figures": {"price_weight": "80"}}
KR_RESERVE = {"method": "KR_RESERVE", "figures": {"spread": "0", "floor": "0.87745"}}


# Domain 3.4: A asks 420 million and costs more in a year, B asks 548 million. The floor lies at
# 0.85 * ((420 + 548) / 2 + 600) / 2 = 460.7 million.
@pytest.mark.parametrize(("params", "winner"), [(LOWEST, 420_000_000), (POSCO, 548_000_000)])
def test_a_rule_of_prices_tried_on_a_total_cost_tender_compares_prices(params, winner):
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)

    _notice, tried = services.trial_of(stage.tender, params)

    assert (tried.first.offer.price_won, tried.first.reason) == (winner, "lowest")
    assert [ruled.offer.ranked_won for ruled in tried.ruled] == [None, None]


def preferred(*, method: str = "LPL_POSCO", prices=(83_000_000, 97_000_000, 101_000_000, 108_000_000)):
    """The example of domain 5.3: the third bidder is women-owned, its price counts as 95.95 million."""
    stage = factories.published(base_won=Decimal(105_000_000), preference_on=True, method=method)
    for place, price in enumerate(prices):
        user = factories.supplier()
        if place == 2:
            tco_stage.certify(user)
        tco_stage.bid(stage, Decimal(price), by=user)
    return tco_stage.evaluate(tco_stage.opened(stage))


def test_a_rule_that_knows_no_preference_is_tried_without_it():
    stage = preferred()

    before = services.trial_of(stage.tender, POSCO)[1].first.offer
    tried = services.trial_of(stage.tender, KR_RESERVE)[1].first.offer

    assert (before.price_won, before.ranked_won) == (101_000_000, 95_950_000)
    assert (tried.price_won, tried.ranked_won) == (97_000_000, None)


def test_a_price_after_preference_is_not_taken_for_a_total_cost():
    stage = preferred()

    with pytest.raises(RuleBroken, match="needs a total cost"):
        services.trial_of(stage.tender, {"method": "TCO", "figures": {"limit": ""}})


def test_the_preference_of_a_total_cost_tender_counts_in_the_price_where_prices_are_tried():
    stage = tco_stage.publish(tco_stage.tco_draft(preference_on=True))
    tco_stage.bid(stage, tco_stage.PRICE_A, tco_stage.A)
    certified = factories.supplier()
    tco_stage.certify(certified)
    tco_stage.bid(stage, Decimal(440_000_000), tco_stage.B, by=certified)
    tco_stage.opened(stage)
    services.read_tco_inputs(stage.tender)
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)

    first = services.trial_of(stage.tender, LOWEST)[1].first.offer

    assert (first.price_won, first.ranked_won) == (440_000_000, 418_000_000)


def test_the_points_of_a_board_count_where_the_tender_itself_does_not_weigh_them():
    stage = boards.examining()
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people)  # 76, 88 and 66 points for 88, 90 and 95 million
    boards.open_envelope(stage, "price")
    tco_stage.evaluate(stage)
    assert stage.tender.rulings.get(rank=1).price_won == 88_000_000

    _notice, tried = services.trial_of(stage.tender, COMPOSITE)

    assert [(int(each.offer.price_won), each.figures["score"]) for each in tried.ranking] == [
        (90_000_000, "95.8222"),
        (88_000_000, "95.2"),
        (95_000_000, "87.3053"),
    ]


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
