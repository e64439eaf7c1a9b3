"""HOW MUCH: tables that a purchasing officer can read, golden vectors, and properties."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tests.shared_data import golden
from purchasing.bidding import rules, states
from purchasing.bidding.rules import Doubt, Failure, Notice, Offer, Outcome, Reason, Tie, Way, evaluate, posco_limit

A = [68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000]
B100 = Decimal(100_000_000)


def offers(prices, **more):
    return [Offer(n, Decimal(price), bidder=f"CMP-{n}", **more) for n, price in enumerate(prices, start=1)]


def excluded(result, outcome=Outcome.EXCLUDED_LOW):
    return [int(ruled.offer.price_won) for ruled in result.ruled if ruled.outcome == outcome]


def winner(result):
    return int(result.first.offer.price_won) if result.first else None


@pytest.mark.parametrize(
    ("base", "prices", "pool_cap", "limit", "shown", "low", "wins"),
    [
        pytest.param(100_000_000, A, None, Fraction(78_497_500), 78_497_500, [68_000_000], 78_500_000, id="LPL-a"),
        pytest.param(
            90_000_001,
            [70_000_000, 75_000_000, 80_000_001],
            None,
            Fraction(2_103_750_017, 30),
            70_125_001,
            [70_000_000],
            75_000_000,
            id="LPL-b-odd-numbers",
        ),
        pytest.param(
            100_000_000,
            [50_000_000, 52_000_000, 54_000_000],
            None,
            Fraction(64_600_000),
            64_600_000,
            [50_000_000, 52_000_000, 54_000_000],
            None,
            id="LPL-c-all-excluded",
        ),
        pytest.param(
            100_000_000,
            [80_000_000, 90_000_000],
            None,
            Fraction(78_625_000),
            78_625_000,
            [],
            80_000_000,
            id="LPL-d-two",
        ),
        pytest.param(
            100_000_000,
            [*A, 160_000_000, 170_000_000],
            None,
            Fraction(617_737_500, 7),
            88_248_215,
            [68_000_000, 78_500_000, 88_000_000],
            92_000_000,
            id="LPL-e-shills",
        ),
        pytest.param(
            100_000_000,
            [*A, 160_000_000, 170_000_000],
            "1.1",
            Fraction(78_497_500),
            78_497_500,
            [68_000_000],
            78_500_000,
            id="LPL-e-with-pool-cap",
        ),
    ],
)
def test_lpl_posco(base, prices, pool_cap, limit, shown, low, wins):
    notice = Notice(pool_cap=Decimal(pool_cap) if pool_cap else None)

    result = evaluate(offers(prices), notice=notice, base_won=Decimal(base))

    assert result.limit.exact == limit
    assert result.limit.shown_won == shown
    assert excluded(result) == low
    assert winner(result) == wins


@pytest.mark.parametrize("number", range(6))
def test_lpl_posco_golden(number):
    case = golden("lpl_posco")[number]
    cap = Decimal(case["cap"]) / case["base"] if "cap" in case else None

    result = evaluate(offers(case["bids"]), notice=Notice(pool_cap=cap), base_won=Decimal(case["base"]))

    assert result.limit.shown_won == case["limit_display"]
    assert abs(result.limit.exact - Fraction(case["limit_exact"])) < Fraction(1, 10**9)
    assert excluded(result) == case["excluded"]
    assert winner(result) == case["winner"]


@pytest.mark.parametrize(
    ("prices", "min_bids", "failure", "doubt", "wins"),
    [
        pytest.param([], 2, Failure.TOO_FEW, Doubt.NONE, None, id="nobody-bid"),
        pytest.param([90], 2, Failure.TOO_FEW, Doubt.NONE, None, id="a-single-bid-fails"),
        pytest.param([90], 1, Failure.NONE, Doubt.NONE, 90, id="a-single-bid-where-allowed"),
        pytest.param([85], 1, Failure.NONE, Doubt.NONE, 85, id="a-single-bid-at-85-percent"),
        pytest.param([84], 1, Failure.NONE, Doubt.SINGLE_LOW, 84, id="a-single-low-bid-is-to-explain"),
        pytest.param([90, 95], 2, Failure.NONE, Doubt.FEW_BIDS, 90, id="two-need-confirmation"),
        pytest.param([90, 95, 99], 2, Failure.NONE, Doubt.NONE, 90, id="three-do-not"),
        pytest.param([90, 95], 3, Failure.TOO_FEW, Doubt.NONE, None, id="fewer-than-asked-for"),
        pytest.param([50, 52, 54], 2, Failure.ALL_BELOW, Doubt.NONE, None, id="all-below"),
    ],
)
def test_few_bids(prices, min_bids, failure, doubt, wins):
    result = evaluate(offers(prices), notice=Notice(min_bids=min_bids), base_won=Decimal(100))

    assert (result.failure, result.doubt, winner(result)) == (failure, doubt, wins)


def test_bids_above_the_ceiling_are_excluded_and_do_not_make_the_mean():
    notice = Notice(cap_ratio=Decimal(1))

    result = evaluate(offers([90, 95, 99, 100, 101, 500]), notice=notice, base_won=Decimal(100))

    assert excluded(result, Outcome.EXCLUDED_HIGH) == [101, 500]
    assert result.limit.sum_won == 90 + 95 + 99 + 100
    assert result.ruled[-1].figures == {"cap_won": "100", "over_won": "400"}


def test_all_above_the_ceiling_and_one_left_of_many():
    notice = Notice(cap_ratio=Decimal(1))

    assert evaluate(offers([101, 102]), notice=notice, base_won=Decimal(100)).failure == Failure.ALL_ABOVE
    assert evaluate(offers([90, 102]), notice=notice, base_won=Decimal(100)).failure == Failure.TOO_FEW


def test_a_bid_that_is_not_responsive_counts_for_nothing():
    bids = [*offers([90, 95]), Offer(9, Decimal(1), responsive=False)]

    result = evaluate(bids, notice=Notice(), base_won=Decimal(100))

    assert (result.limit.count, result.doubt, winner(result)) == (2, Doubt.FEW_BIDS, 90)
    assert evaluate(bids[1:], notice=Notice(), base_won=Decimal(100)).failure == Failure.TOO_FEW


@pytest.mark.parametrize(
    ("on_mean", "prices", "low", "wins"),
    [
        pytest.param(False, [79, 80, 90], [79], 80, id="of-the-base-price"),
        pytest.param(False, [79, 80], [79], 80, id="of-the-base-price-two-need-no-confirmation"),
        pytest.param(True, [70, 100, 100], [70], 100, id="of-the-mean"),
        pytest.param(True, [72, 90, 108], [], 72, id="exactly-at-the-limit-stays"),
    ],
)
def test_lpl_fixed(on_mean, prices, low, wins):
    notice = Notice(way=Way.FIXED, ratio=Decimal("0.8"), on_mean=on_mean)

    result = evaluate(offers(prices), notice=notice, base_won=Decimal(100))

    assert (excluded(result), winner(result), result.doubt) == (low, wins, Doubt.NONE)


def test_equal_prices_go_by_certificate_then_esg_then_lot_never_by_time():
    esg = Offer(1, Decimal(90), "CMP-1", esg_score=Decimal(99))
    preferred = Offer(2, Decimal(90), "CMP-2", preferred=True)
    better = Offer(3, Decimal(90), "CMP-3", preferred=True, esg_score=Decimal(70))
    dear = Offer(4, Decimal(91), "CMP-4", preferred=True)

    order = rules.ranked([dear, esg, preferred, better], seed="s")

    assert [(offer.bid_id, tie) for offer, tie in order] == [
        (3, Tie.ESG),
        (2, Tie.ESG),
        (1, Tie.PREFERENCE),
        (4, Tie.NONE),
    ]


def test_a_lot_depends_on_the_seed_alone():
    pair = offers([90, 90])
    first = {seed: rules.ranked(pair, seed=seed)[0][0].bid_id for seed in map(str, range(40))}

    assert set(first.values()) == {1, 2}
    assert first == {seed: rules.ranked(pair[::-1], seed=seed)[0][0].bid_id for seed in first}
    assert {tie for _offer, tie in rules.ranked(pair, seed="0")} == {Tie.LOT}


def test_every_outcome_is_a_state_of_a_ruling():
    assert {outcome.value for outcome in Outcome} <= set(states.RulingState.values)
    assert {way.value for way in Way} - {"MINIMUM_PRICE"} == set(states.Method.values)


def test_the_reason_carries_its_figures():
    ruled = {int(each.offer.price_won): each for each in evaluate(offers(A), notice=Notice(), base_won=B100).ruled}

    assert (ruled[68_000_000].reason, ruled[68_000_000].figures) == (
        Reason.BELOW_LIMIT,
        {"limit_won": "78497500", "short_won": "10497500"},
    )
    assert (ruled[78_500_000].reason, ruled[78_500_000].figures) == (Reason.LOWEST, {})
    assert ruled[97_000_000].figures == {"lowest_won": "78500000", "above_won": "18500000"}


@pytest.mark.parametrize(("price", "below"), [(78_497_499, True), (78_497_500, False)])
def test_exactly_at_the_limit_stays(price, below):
    assert rules.is_below_posco_limit(price, sum_won=sum(A), count=5, base_won=100_000_000) is below


amounts = st.integers(1, 10**12)
pools = st.lists(amounts, min_size=1, max_size=12)
ratios = st.decimals("0.000001", "1", places=6)


@given(pool=pools, base=amounts, ratio=ratios)
def test_the_integer_form_equals_the_rational_form(pool, base, ratio):
    limit = posco_limit([Decimal(price) for price in pool], base_won=Decimal(base), ratio=ratio)
    rational = Fraction(ratio) * (Fraction(sum(pool), len(pool)) + base) / 2

    assert limit.exact == rational
    assert limit.shown_won - 1 < rational <= limit.shown_won
    for price in pool:
        below = rules.is_below_posco_limit(price, sum_won=sum(pool), count=len(pool), base_won=base, ratio=ratio)
        assert limit.excludes(Decimal(price)) is below is (Fraction(price) < rational)


@given(pool=pools, base=amounts)
def test_85_percent_is_the_form_of_the_rule_book(pool, base):
    n, total = len(pool), sum(pool)
    for price in pool:
        written = price * 200 * n < 85 * (total + n * base)
        assert rules.is_below_posco_limit(price, sum_won=total, count=n, base_won=base) is written


@given(pool=pools, base=amounts, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_bids_does_not_matter(pool, base, seed):
    bids = offers(pool)
    shuffled = bids[:]
    seed.shuffle(shuffled)

    one = evaluate(bids, notice=Notice(min_bids=1), base_won=Decimal(base), seed="s")
    other = evaluate(shuffled, notice=Notice(min_bids=1), base_won=Decimal(base), seed="s")

    assert one == other


@given(pool=pools, base=amounts, more=amounts)
def test_a_higher_base_price_never_lowers_the_limit(pool, base, more):
    prices = [Decimal(price) for price in pool]
    assert posco_limit(prices, base_won=Decimal(base)).exact < posco_limit(prices, base_won=Decimal(base + more)).exact


@given(pool=pools, base=amounts)
def test_nobody_below_the_limit_wins_and_nobody_cheaper_within_it_loses(pool, base):
    result = evaluate(offers(pool), notice=Notice(min_bids=1), base_won=Decimal(base))
    inside = [price for price in pool if result.limit is None or Fraction(price) >= result.limit.exact]

    assert winner(result) == (min(inside) if inside else None)
    assert len(result.ruled) == len(pool)


@given(gross=st.integers(1, 10**15 - 1))
def test_net_of_vat_is_the_floor_of_gross_over_1_1(gross):
    net = rules.net_of_vat(Decimal(gross))
    assert net * 11 <= gross * 10 < (net + 1) * 11
