"""HOW MUCH: every award method by the worked examples of the rule book."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.tests.shared_data import golden
from purchasing.bidding.rules import Doubt, Failure, Notice, Offer, Outcome, Reason, Way, evaluate
from purchasing.bidding.rules.methods import italy, japan, korea
from purchasing.bidding.tests.judging import MILLION, excluded, notice, offers, places, winner


def test_lpl_ec_golden():
    case = golden("lpl_ec")[0]
    told = Notice(way=Way.EC, ratio=Decimal("0.8"), budget_won=Decimal(case["budget"]))

    result = evaluate(offers(case["bids"]), notice=told, base_won=Decimal(case["budget"]))

    assert (int(result.limit.shown_won), winner(result)) == (case["limit_display"], case["winner"])
    assert [step.name for step in result.trace] == ["lowest_dropped", "mean", "average", "limit", "shown"]


def test_lpl_ec_without_two_bids_in_the_budget_is_lpl_posco():
    told = Notice(way=Way.EC, ratio=Decimal("0.8"), budget_won=Decimal(100), min_bids=1)

    one = evaluate(offers([90, 120]), notice=told, base_won=Decimal(100))
    none = evaluate(offers([110, 120]), notice=told, base_won=Decimal(100))

    assert (winner(one), excluded(one, Outcome.EXCLUDED_HIGH)) == (90, [120])
    assert (winner(none), none.failure) == (None, Failure.ALL_ABOVE)
    alone = evaluate(offers([90, 120]), notice=Notice(way=Way.EC, budget_won=Decimal(100)), base_won=Decimal(100))
    assert alone.failure == Failure.TOO_FEW


def test_lpl_ec_falls_back_to_the_other_rule_with_its_own_ratio():
    """One bid within the budget is held against 85 % of the base price, not 80 %. Source: domain 2.6, LPL-04."""
    told = notice(Way.EC, 100, min_bids=1)
    before = notice(Way.EC, 100, min_bids=1)
    del before.figures["posco_ratio"]  # promised one ratio for both
    other = notice(Way.EC, 100, min_bids=1, figures={"posco_ratio": "0.82"})

    def doubt(said):
        return evaluate(offers([83, 101]), notice=said, base_won=Decimal(100))

    assert (told.ratio, told.figures["posco_ratio"]) == (Decimal("0.8"), "0.85")
    assert doubt(told).doubt == Doubt.SINGLE_LOW
    assert doubt(told).trace[0].numbers["ratio"] == "0.85"
    assert (doubt(before).doubt, doubt(other).doubt) == (Doubt.NONE, Doubt.NONE)
    assert excluded(evaluate(offers([74, 79, 99]), notice=told, base_won=Decimal(100))) == [74]  # by 80 %


def test_of_equal_lowest_bids_lpl_ec_drops_one():
    told = Notice(way=Way.EC, ratio=Decimal("0.8"), budget_won=Decimal(100))

    result = evaluate(offers([80, 80, 90]), notice=told, base_won=Decimal(100))

    assert (result.limit.count, result.limit.sum_won) == (2, 170)


def test_kr_reserve_golden():
    case = golden("kr_reserve")

    chosen = korea.most_picked(case["draws"])
    reserve = korea.reserve_price(case["prices"], chosen)

    assert (list(chosen), int(reserve)) == (case["chosen"], case["reserve"])
    floors = {rate: int(korea.admissible_from(reserve, Decimal(rate)).shown_won) for rate in case["floors"]}
    assert floors == case["floors"]


def test_kr_price_score_golden():
    case = golden("kr_price_score")
    score = korea.price_score(
        Decimal(case["bid"]),
        reserve_won=Decimal(case["reserve"]),
        weight=Decimal(case["W"]),
        slope=Decimal(case["k"]),
        top=Decimal(case["R"]),
    )
    assert score == Decimal(case["score"])


@pytest.mark.parametrize("number", range(4))
def test_kr_floor_rate_golden(number):
    case = golden("kr_floor_rate")[number]
    rate = korea.floor_rate(
        weight=Decimal(case["W"]),
        slope=Decimal(case["k"]),
        top=Decimal(case["R"]),
        other=Decimal(case["other"]),
        pass_mark=Decimal(case["pass_"]),
    )
    assert rate == Decimal(case["rate"])


@pytest.mark.parametrize("number", range(3))
def test_it_a_golden(number):
    case = golden("it_A")[number]
    discounts = [Fraction(value) for value in case["discounts"]]
    threshold, _trace = italy.threshold_a(discounts)
    assert places(threshold, 6) == case["threshold"]

    base = Decimal(100_000 * MILLION)
    prices = [base * (1 - Decimal(value) / 100) for value in case["discounts"]]
    result = evaluate(offers(prices), notice=notice(Way.IT_A), base_won=base)
    won = Fraction(result.first.offer.price_won)
    assert (1 - won / Fraction(base)) * 100 == Fraction(case["winner"])


def test_it_2017_golden():
    case = golden("it_2017")
    discounts = [Fraction(value) for value in case["discounts"]]

    for letter in "abcd":
        assert places(italy.threshold_2017(letter.upper(), discounts)[0], 4) == case[letter]
    for coefficient, threshold in case["e"].items():
        found, _trace = italy.threshold_2017("E", discounts, coefficient=Decimal(coefficient))
        assert places(found, 4) == threshold


@pytest.mark.parametrize("number", range(2))
def test_bam_golden(number):
    case = golden("bam")[number]
    result = evaluate(offers(case["bids"]), notice=notice(Way.BAM), base_won=Decimal(100 * MILLION))
    assert winner(result) == case["winner"]


def test_bam_rejects_all_of_too_few():
    assert evaluate(offers([80, 90]), notice=notice(Way.BAM), base_won=Decimal(100)).failure == Failure.TOO_FEW


def test_below_avg_golden():
    case = golden("below_avg")
    result = evaluate(offers(case["bids"]), notice=notice(Way.BELOW_AVG), base_won=Decimal(100 * MILLION))
    assert winner(result) == case["winner"]


@pytest.mark.parametrize(("share", "minimum"), [("0.68", "min_068"), ("0.55", "min_055")])
def test_jp_min_golden(share, minimum):
    case = golden("jp_min")
    parts = {name: Decimal(case[name]) for name in japan.PARTS}
    shares = {"direct": Decimal("0.97"), "common": Decimal("0.9"), "site": Decimal("0.9"), "general": Decimal(share)}
    assert japan.minimum_of(parts, shares) == case[minimum]


def test_jp_min_stays_in_its_band():
    parts = {name: Decimal(25) for name in japan.PARTS}
    low = dict.fromkeys(japan.PARTS, Decimal("0.5"))
    high = dict.fromkeys(japan.PARTS, Decimal("0.99"))
    assert (japan.minimum_of(parts, low), japan.minimum_of(parts, high)) == (75, 92)


def test_composite_golden():
    case = golden("composite")
    bids = [("A", 88, 62), ("B", 90, 85), ("C", 95, 92)]
    pool = [
        Offer(n, Decimal(price * MILLION), bidder=name, points=Decimal(points))
        for n, (name, price, points) in enumerate(bids)
    ]

    result = evaluate(pool, notice=notice(Way.COMPOSITE), base_won=Decimal(100 * MILLION))

    scores = {ruled.offer.bidder: Decimal(ruled.figures["score"]) for ruled in result.ranking}
    assert scores == {name: Decimal(score) for name, score in case.items()}
    assert result.first.offer.bidder == "B"


def test_tco_golden_ranks_by_yearly_cost_and_tests_the_price_alone():
    case = golden("tco")
    dear = Offer(1, Decimal(420 * MILLION), ranked_won=Decimal(case["A"]["eac"]))
    good = Offer(2, Decimal(548 * MILLION), ranked_won=Decimal(case["B"]["eac"]))
    fake = Offer(3, Decimal(200 * MILLION), ranked_won=Decimal(1))
    base = Decimal(500 * MILLION)

    plain = evaluate([dear, good, fake], notice=notice(Way.TCO), base_won=base)
    limited = evaluate([dear, good, fake], notice=notice(Way.TCO, figures={"limit": "LPL_POSCO"}), base_won=base)

    assert [ruled.offer.bid_id for ruled in plain.ranking] == [3, 2, 1]
    assert [ruled.offer.bid_id for ruled in limited.ranking] == [2, 1]
    assert excluded(limited) == [200 * MILLION]


def test_preference_changes_the_ranking_never_the_limit():
    case = golden("preference")
    women = Offer(3, Decimal(case["bid"]), preferred=True, ranked_won=Decimal(case["evaluated"]))
    pool = [*offers([83 * MILLION, 97 * MILLION]), women, Offer(4, Decimal(108 * MILLION))]

    result = evaluate(pool, notice=Notice(), base_won=Decimal(105 * MILLION))

    assert (int(result.limit.shown_won), winner(result)) == (85_956_250, 101 * MILLION)
    assert result.first.reason == Reason.LOWEST_EVALUATED
    assert result.ranking[1].figures["above_won"] == "1050000"


def test_eu_explain_asks_and_never_excludes_by_a_number():
    told = notice(Way.EXPLAIN)
    prices = [price * MILLION for price in (82, 118, 125, 131)]

    first = evaluate(offers(prices), notice=told, base_won=Decimal(120 * MILLION))

    assert [int(ask.offer.price_won) for ask in first.asks] == [82 * MILLION]
    assert [trigger.name for trigger in first.asks[0].triggers] == ["of_base", "of_second"]  # 79.8 m: not of_mean
    assert excluded(first) == []
    for explained, wins in ((True, 82), (False, 118)):
        pool = [Offer(1, Decimal(prices[0]), explained=explained), *offers(prices)[1:]]
        result = evaluate(pool, notice=told, base_won=Decimal(120 * MILLION))
        assert (winner(result), result.asks) == (wins * MILLION, ())
    assert result.ruled[-1].reason == Reason.NOT_EXPLAINED


def test_an_evaluators_own_doubt_is_a_trigger():
    pool = [Offer(1, Decimal(95), doubted=True), *offers([96, 97])[1:]]
    result = evaluate(pool, notice=notice(Way.EXPLAIN), base_won=Decimal(100))
    assert [trigger.name for trigger in result.asks[0].triggers] == ["manual"]


def test_a_single_low_bid_is_explained_before_it_wins():
    told = Notice(min_bids=1)

    def judged(explained):
        return evaluate([Offer(1, Decimal(84), explained=explained)], notice=told, base_won=Decimal(100))

    assert [len(judged(None).asks), winner(judged(True)), winner(judged(False))] == [1, 84, None]
    assert judged(False).failure == Failure.ALL_BELOW
