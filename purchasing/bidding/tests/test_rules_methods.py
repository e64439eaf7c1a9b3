"""HOW MUCH: what is drawn, and what must hold for the bids of every award method."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purchasing.bidding import states
from purchasing.bidding.rules import (
    METHODS,
    Failure,
    Offer,
    Outcome,
    Reason,
    Way,
    draw_seed,
    evaluate,
    inputs_document,
    offer_document,
    offer_from,
    recompute,
    result_document,
)
from purchasing.bidding.rules.methods import italy, korea
from purchasing.bidding.rules.methods.drawing import drawn
from purchasing.bidding.tests.judging import MILLION, notice, offers


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


@pytest.mark.parametrize(
    ("way", "figures"),
    [
        *((way, {}) for way in METHODS if way.startswith("IT_")),
        (Way.TRIMMED_MEAN, {"trim": "0"}),
        (Way.TRIMMED_MEAN, {"trim": "0.1"}),
    ],
)
@pytest.mark.parametrize("compare", ["GE", "GT"])
def test_where_nobody_gives_a_discount_none_is_abnormally_high(way, figures, compare):
    told = notice(way, figures=figures | {"compare": compare})

    result = evaluate(offers([100] * 6), notice=told, base_won=Decimal(100), seed="s", draw="d")

    assert (len(result.ranking), result.limit, result.failure) == (6, None, Failure.NONE)
    assert result.doubt == "few_bids"  # an evaluator looks at it


def test_a_threshold_above_nothing_excludes_as_before():
    told = notice(Way.IT_2017_C)

    result = evaluate(offers([100, 100, 100, 100, 99]), notice=told, base_won=Decimal(100), seed="s", draw="d")

    assert [int(ruled.offer.price_won) for ruled in result.ruled if ruled.outcome == Outcome.EXCLUDED_LOW] == [99]


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


def test_band_a_has_points_on_top_only_where_the_notice_promises_them():
    pool = [
        Offer(1, Decimal(88 * MILLION), bidder="A", points=Decimal(62), band_a=True),
        Offer(2, Decimal(90 * MILLION), bidder="B", points=Decimal(85)),
        Offer(3, Decimal(95 * MILLION), bidder="C", points=Decimal(92), band_a=True),
    ]
    base = Decimal(100 * MILLION)
    without = evaluate(pool, notice=notice(Way.COMPOSITE), base_won=base)
    promised = notice(Way.COMPOSITE, figures={"esg_bonus": "4"})
    result = evaluate(pool, notice=promised, base_won=base)

    assert (without.first.offer.bidder, result.first.offer.bidder) == ("B", "C")
    assert [line.name for line in without.trace if line.name == "esg_bonus"] == []
    assert [line.result for line in result.trace if line.name == "esg_bonus"] == ["4"]
    won = result.first
    assert (won.figures["score"], won.figures["esg_points"], won.test.numbers["bonus"]) == ("96.5053", "4", "4")
    assert offer_from(offer_document(pool[0])) == pool[0]
