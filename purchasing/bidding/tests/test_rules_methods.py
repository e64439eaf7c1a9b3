"""HOW MUCH: every award method, by the worked examples of the rule book and by what must hold for all bids."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tests.shared_data import golden
from purchasing.bidding import states
from purchasing.bidding.rules import (
    METHODS,
    Failure,
    Notice,
    Offer,
    Outcome,
    Reason,
    Way,
    draw_seed,
    evaluate,
    faults_of,
    figures_of,
    inputs_document,
    recompute,
    result_document,
)
from purchasing.bidding.rules.methods import italy, japan, korea
from purchasing.bidding.rules.methods.drawing import drawn

MILLION = 1_000_000
TERMS = {
    "lpl_ratio": "0.85",
    "lpl_ec_ratio": "0.8",
    "price_weight": "80",
    "kr_spread": "0.02",
    "kr_floor": "0.87745",
}
SAID = {
    Way.JP_MIN: {"direct_won": "60", "common_won": "8", "site_won": "12", "general_won": "15"},
    Way.LOWEST: {"legal_basis": "Act 1 article 2"},
    Way.TRIMMED_MEAN: {"decrements": "0 5 10"},
}


def offers(prices, **more) -> list[Offer]:
    return [Offer(n, Decimal(price), bidder=f"CMP-{n}", **more) for n, price in enumerate(prices, start=1)]


def notice(way: Way, base=100, **more) -> Notice:
    """A notice of the method with the figures that the house terms and the rule book give it."""
    said = dict(SAID.get(way, {}))
    if way == Way.JP_MIN:  # the parts make 95 % of the base price
        said = {name: str(int(part) * base // 100) for name, part in said.items()}
    told = figures_of(METHODS[way].figures, said, TERMS)
    assert faults_of(METHODS[way].figures, told) == []
    ratio = Decimal(told.get("ratio", "0.85"))
    return Notice(
        way=way,
        ratio=ratio,
        budget_won=Decimal(base),
        minimum_won=Decimal(base * 4 // 5 or 1),
        **more | {"figures": told | more.get("figures", {})},
    )


def excluded(result, outcome=Outcome.EXCLUDED_LOW) -> list[int]:
    return sorted(int(ruled.offer.price_won) for ruled in result.ruled if ruled.outcome == outcome)


def winner(result):
    return int(result.first.offer.price_won) if result.first else None


def places(value: Fraction, count: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP))


# The rule book's own examples ----------------------------------------------------------------------------------------
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


# What is drawn -------------------------------------------------------------------------------------------------------
def test_a_draw_is_repeated_by_who_has_the_minutes_and_by_nobody_before():
    commitments = ["aa" * 32, "bb" * 32, "cc" * 32]
    seed = draw_seed(commitments, "5e" * 32)

    assert draw_seed(commitments[::-1], "5e" * 32) == seed
    assert draw_seed(commitments[:2], "5e" * 32) != seed != draw_seed(commitments, "5f" * 32)


@given(seed=st.text(max_size=20), spread=st.sampled_from(["0", "0.02", "0.03"]), base=st.integers(1000, 10**12))
def test_the_fifteen_prices_lie_in_their_bands(seed, spread, base):
    prices = korea.preliminary_prices(Decimal(base), spread=Decimal(spread), seed=seed)
    low, width = base * (1 - Fraction(spread)), Fraction(base) * 2 * Fraction(spread) / 15

    assert len(prices) == 15
    for band, price in enumerate(sorted(prices)):
        assert low + width * band <= price
        assert price <= max(low + width * (band + 1), low + width * band + 1)


@given(seed=st.text(max_size=20), below=st.integers(1, 10**9))
def test_what_is_drawn_is_below_its_bound(seed, below):
    assert 0 <= drawn(seed, "name", below) < below


def test_a_draw_favours_nobody():
    counts = [0] * 5
    for turn in range(2000):
        counts[drawn("seed", str(turn), 5)] += 1
    assert min(counts) > 320  # 400 expected; five standard deviations are 90


def test_kr_reserve_takes_the_numbers_that_the_bidders_chose():
    told = notice(Way.KR_RESERVE)
    base = Decimal(100 * MILLION)
    same = [Offer(n, Decimal(95 * MILLION + n), picks=(3, 9)) for n in range(1, 4)]

    result = evaluate(same, notice=told, base_won=base, draw="d")

    prices = korea.preliminary_prices(base, spread=Decimal("0.02"), seed="d")
    expected = korea.reserve_price(prices, (3, 9, 1, 2))  # the lower numbers fill up
    assert next(step for step in result.trace if step.name == "reserve").result == f"{expected:.0f}"


def test_a_rule_that_draws_refuses_to_do_without_the_seed():
    for way in (Way.KR_RESERVE, Way.IT_2017):
        with pytest.raises(ValueError, match="seed"):
            evaluate(offers([90, 91, 92, 93, 94]), notice=notice(way), base_won=Decimal(100))


# What holds for every method -----------------------------------------------------------------------------------------
EVERY = list(METHODS)
prices_drawn = st.lists(st.integers(50, 130), min_size=1, max_size=18)


def pool_of(prices: list[int], scale: int = 1000) -> list[Offer]:
    return [
        Offer(
            n,
            Decimal(price * scale),
            bidder=f"CMP-{n}",
            points=Decimal(price * 7 % 101),
            ranked_won=Decimal(price * scale * 9 // 10) if n % 3 else Decimal(price * scale),
            esg_score=Decimal(price % 11) if n % 2 else None,
            preferred=n % 3 == 1,
        )
        for n, price in enumerate(prices)
    ]


def judged(way: Way, pool: list[Offer], scale: int = 1000):
    told = notice(way, base=100 * scale, min_bids=1)
    return evaluate(pool, notice=told, base_won=Decimal(100 * scale), seed="s", draw="d")


@pytest.mark.parametrize("way", EVERY)
@given(prices=prices_drawn, order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_bids_never_matters(way, prices, order):
    pool = pool_of(prices)
    shuffled = pool[:]
    order.shuffle(shuffled)
    assert judged(way, pool) == judged(way, shuffled)


@pytest.mark.parametrize("way", EVERY)
@given(prices=prices_drawn)
@settings(max_examples=40, deadline=None)
def test_every_bid_gets_one_verdict_and_ranks_are_whole(way, prices):
    result = judged(way, pool_of(prices))

    if result.failure != Failure.TOO_FEW:
        assert sorted(ruled.offer.bid_id for ruled in result.ruled) == list(range(len(prices)))
    assert [ruled.rank for ruled in result.ranking] == list(range(1, len(result.ranking) + 1))
    assert bool(result.ranking) is not bool(result.failure)
    for ruled in result.ruled:
        if ruled.outcome != Outcome.IN_RANGE and ruled.reason != Reason.NOT_RESPONSIVE:
            assert ruled.figures
            assert ruled.test, ruled.reason


SCALES = [way for way in EVERY if way not in (Way.KR_RESERVE, Way.KR_QUALIFICATION)]  # they draw whole won


@pytest.mark.parametrize("way", SCALES)
@given(prices=prices_drawn, factor=st.integers(2, 1000))
@settings(max_examples=40, deadline=None)
def test_money_in_another_unit_changes_no_verdict(way, prices, factor):
    one, other = judged(way, pool_of(prices)), judged(way, pool_of(prices, 1000 * factor), 1000 * factor)

    def verdicts(result):
        return [(ruled.offer.bid_id, ruled.outcome, ruled.reason, ruled.rank) for ruled in result.ruled]

    assert verdicts(one) == verdicts(other)
    assert one.failure == other.failure


@pytest.mark.parametrize("way", EVERY)
@given(prices=prices_drawn)
@settings(max_examples=25, deadline=None)
def test_the_limit_is_compared_exactly(way, prices):
    result = judged(way, pool_of(prices))
    if result.limit is None:
        return
    for ruled in result.ruled:
        price = Fraction(ruled.offer.price_won)
        below = price <= result.limit.exact if result.limit.equal_out else price < result.limit.exact
        if ruled.reason == Reason.BELOW_LIMIT:
            assert below
        if ruled.outcome == Outcome.IN_RANGE:
            assert not below
    assert not result.limit.excludes(max(result.limit.shown_won, Decimal(1)))


@pytest.mark.parametrize("way", EVERY)
@given(prices=prices_drawn)
@settings(max_examples=20, deadline=None)
def test_a_document_gives_the_same_result_again(way, prices):
    told = notice(way, base=100_000, min_bids=1)
    params = {
        "method": str(way),
        "ratio": str(told.ratio),
        "min_n": 3,
        "min_bids": 1,
        "budget_won": "100000",
        "minimum_won": "80000",
        "figures": dict(told.figures),
    }
    pool = pool_of(prices)
    inputs = inputs_document(pool, params=params, base_won=Decimal(100_000), seed="s", draw="d")

    result = evaluate(pool, notice=told, base_won=Decimal(100_000), seed="s", draw="d")

    assert recompute(inputs) == result_document(result, told)


def test_every_method_of_a_tender_is_in_the_registry_and_the_other_way_round():
    assert {way.value for way in METHODS} - {"MINIMUM_PRICE"} == set(states.Method.values)
    assert {method.way for method in METHODS.values()} == set(Way)


@given(prices=st.lists(st.integers(50, 130), min_size=5, max_size=20))
def test_method_a_of_15_or_more_uses_the_decimals_of_the_sum(prices):
    discounts = [Fraction(130 - price, 7) for price in prices]
    threshold, trace = italy.threshold_a(discounts)
    formulas = [step.formula for step in trace if step.name == "threshold"]
    if threshold is not None:
        assert formulas == (["M + S * (1 - c1 * c2 / 100)"] if len(prices) >= 15 else formulas)
        assert threshold >= 0
