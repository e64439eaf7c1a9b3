"""The screens' figures against worked examples, and split awards against trying everything."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purchasing.bidding.rules import Notice, Offer, Way, evaluate
from purchasing.bidding.rules.screen_flags import RED_FLAGS, Flag, Raised, red_flag_of
from purchasing.bidding.rules.screens import (
    Asked,
    evenness,
    needs_auditor,
    rotation_flags,
    same_prices,
    shared_traces,
    spread,
    spread_flags,
)
from purchasing.bidding.rules.sensitivity import EXTRA, deciding_losers, one_more, without_each
from purchasing.bidding.rules.split_award import Limits, TooLargeToBeExact, split_by_line, split_by_share

LPL_A = (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)
SUSPICIOUS = ("95", "98", "98.4", "98.7", "99")
PRICES = st.lists(st.integers(10_000, 10_000_000), min_size=4, max_size=12)


def won(prices) -> list[Decimal]:
    return [Decimal(price) for price in prices]


def test_the_worked_examples_of_the_domain():
    usual, agreed = spread(won(LPL_A)), spread(won(SUSPICIOUS))

    assert (usual.cv, usual.rd, usual.diffp) == (Decimal("0.1363"), Decimal("1.3400"), Decimal("0.1544"))
    assert (agreed.cv, agreed.rd, agreed.skew) == (Decimal("0.0166"), Decimal("7.0225"), Decimal("-1.9530"))
    assert not needs_auditor(spread_flags(usual))
    assert needs_auditor(spread_flags(agreed))


def test_three_bids_have_no_spread_that_means_anything():
    assert spread_flags(spread(won((950, 980, 981)))) == []


def test_losers_that_all_ask_the_same_are_flagged_though_their_spread_is_zero():
    found = spread(won((80, 95, 95, 95)))

    assert found.rd is None
    assert [raised.flag for raised in spread_flags(found)] == [Flag.GAP_TO_LOSERS]


@given(PRICES, st.integers(2, 1000), st.randoms())
def test_spread_depends_neither_on_order_nor_on_the_unit(prices, factor, rng):
    shuffled = list(prices)
    rng.shuffle(shuffled)

    assert spread(won(prices)) == spread(won(shuffled))
    assert spread(won(price * factor for price in prices)) == spread(won(prices))


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=12))
def test_evenness_lies_between_nought_and_one(winners):
    for bidders in (2, 3, 4):
        assert 0 <= evenness(winners, bidders) <= 1


def test_a_turn_that_goes_round_is_flagged_and_a_repeated_win_is_not():
    assert rotation_flags(list("ABCDABCD"), 4)[0].figures["meetings"] == "8"
    assert rotation_flags(list("AABBCCDD"), 4) == []
    assert rotation_flags(list("ABC"), 3) == []


def test_equal_prices_and_shared_traces_name_the_bidders():
    asked = [
        Asked("A", Decimal(10), frozenset({("file", "x")})),
        Asked("B", Decimal(10), frozenset({("file", "x")})),
        Asked("C", Decimal(11)),
    ]

    assert [(raised.bidders, raised.red_flag) for raised in same_prices(asked)] == [(("A", "B"), "R028")]
    assert [raised.bidders for raised in shared_traces(asked)] == [("A", "B")]


def test_the_red_flags_are_named_as_the_open_contracting_partnership_names_them():
    assert {str(flag): code for flag, code in RED_FLAGS.items()} == {
        "short_period": "R003",
        "split": "R011",
        "single_bid": "R018",
        "close_second": "R024",
        "same_price": "R028",
        "above_base": "R031",
        "all_others_out": "R035",
        "same_winner": "R050",
        "rotation": "R057",
        "far_second": "R058",
        "changed_after": "R064",
    }


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        *[(kind, "R041") for kind in ("file", "author", "office", "made", "original", "note", "unit_prices")],
        *[(kind, "R044") for kind in ("person", "phone", "address", "website")],
        ("network", ""),
        ("device", ""),
    ],
)
def test_a_shared_trace_is_the_red_flag_of_its_kind(kind, code):
    asked = [Asked(bidder, Decimal(10), frozenset({(kind, "x")})) for bidder in "AB"]

    assert [raised.red_flag for raised in shared_traces(asked)] == [code]
    assert red_flag_of(Flag.SAME_TRACE) == "R041, R044"


def test_flags_that_speak_of_the_rule_make_no_case():
    assert not needs_auditor([Raised(Flag.SINGLE_BID), Raised(Flag.LOSER_DECIDES), Raised(Flag.LOW_SPREAD)])
    assert not needs_auditor([Raised(Flag.LOW_SPREAD), Raised(Flag.LOW_SPREAD)])


# Split awards --------------------------------------------------------------------------------------------------------
AMOUNTS = st.integers(2, 4).flatmap(
    lambda lines: st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 50)), min_size=lines, max_size=lines), min_size=1, max_size=4
    )
)


def tried_out(amounts: dict[str, list[Decimal | None]], limits: Limits) -> Decimal | None:
    """The least total of all ways there are."""
    best = None
    lines = len(next(iter(amounts.values())))
    for given_to in product(sorted(amounts), repeat=lines):
        parts: dict[str, Decimal] = {}
        for line, bidder in enumerate(given_to):
            amount = amounts[bidder][line]
            if amount is None:
                break
            parts[bidder] = parts.get(bidder, Decimal(0)) + amount
        else:
            total = sum(parts.values(), Decimal(0))
            fits = limits.fewest_winners <= len(parts) <= limits.most_winners
            shared = all(total * limits.least_share <= part <= total * limits.most_share for part in parts.values())
            if fits and shared and (best is None or total < best):
                best = total
    return best


@given(AMOUNTS, st.integers(1, 3), st.sampled_from(["1", "0.8", "0.6"]), st.sampled_from(["0", "0.1", "0.3"]))
def test_a_split_by_line_is_the_cheapest_of_all(rows, most, most_share, least_share):
    amounts = {
        "ABCD"[place]: [None if amount is None else Decimal(amount) for amount in row] for place, row in enumerate(rows)
    }
    limits = Limits(most_winners=most, most_share=Decimal(most_share), least_share=Decimal(least_share))

    found = split_by_line(amounts, limits)

    assert (found.total_won if found else None) == tried_out(amounts, limits)
    if found:
        assert sum(found.parts.values()) == found.total_won


def test_a_split_that_is_too_large_is_refused_instead_of_guessed():
    amounts = {str(bidder): [Decimal(1)] * 13 for bidder in range(3)}

    with pytest.raises(TooLargeToBeExact):
        split_by_line(amounts, Limits())


@given(
    st.lists(st.integers(100, 10_000), min_size=1, max_size=6),
    st.integers(1, 4),
    st.sampled_from(["1", "0.7", "0.5"]),
    st.sampled_from(["0", "0.2"]),
)
def test_a_split_by_share_gives_out_the_whole_and_keeps_its_limits(prices, most, most_share, least_share):
    limits = Limits(most_winners=most, most_share=Decimal(most_share), least_share=Decimal(least_share))
    found = split_by_share({f"B{place}": Decimal(price) for place, price in enumerate(prices)}, limits)

    if found is None:
        assert min(most, len(prices)) * Decimal(most_share) < 1
        return
    assert sum(found.shares.values()) == 1
    assert all(limits.least_share <= share <= limits.most_share for share in found.shares.values())
    assert len(found.shares) <= most


# How far one bid moves the floor -------------------------------------------------------------------------------------
def posco(offers):
    return evaluate(offers, notice=Notice(), base_won=Decimal(100_000_000))


def bids(prices) -> list[Offer]:
    return [Offer(number, Decimal(price), bidder=f"CMP-{number}") for number, price in enumerate(prices)]


def test_a_shill_bid_is_found_to_decide_who_is_excluded():
    """Domain 2.5, LPL-e: two fakes of 160 and 170 million lift the floor over 78.5 and 88 million."""
    offers = bids((*LPL_A, 160_000_000, 170_000_000))

    found = {each.bid_id: each for each in without_each(offers, posco)}

    assert found[6].changes_excluded
    assert found[6].winner == 2
    assert {5, 6} <= set(deciding_losers(offers, posco))


def test_the_announced_outlier_guard_takes_their_power_from_shill_bids():
    offers = bids((*LPL_A, 160_000_000, 170_000_000))
    guarded = Notice(pool_cap=Decimal("1.1"))

    found = deciding_losers(offers, lambda rest: evaluate(rest, notice=guarded, base_won=Decimal(100_000_000)))

    assert not {5, 6} & set(found)


def test_a_method_whose_limit_leans_on_no_other_bid_has_no_deciding_losers():
    fixed = Notice(way=Way.FIXED, ratio=Decimal("0.8"))
    engine = lambda offers: evaluate(offers, notice=fixed, base_won=Decimal(100_000_000))  # noqa: E731

    assert deciding_losers(bids(LPL_A), engine) == []


@given(st.lists(st.integers(50, 150), min_size=3, max_size=7, unique=True), st.integers(40, 260))
def test_the_stretches_say_what_the_engine_says(prices, extra):
    offers = bids(price * 1_000_000 for price in prices)
    stretches = one_more(offers, posco, from_won=30_000_000, to_won=300_000_000)
    at = extra * 1_000_000 + 777
    asked = posco([*offers, Offer(EXTRA, Decimal(at), bidder="~")])

    [stretch] = [each for each in stretches if each.from_won <= at <= each.to_won]

    assert stretch.winner == (asked.first.offer.bid_id if asked.first else None)
    low = {ruled.offer.bid_id for ruled in asked.ruled if ruled.outcome == "excluded_low"} - {EXTRA}
    assert stretch.excluded == low
    ends = [(each.from_won, each.to_won) for each in stretches]
    assert all(left[1] + 1 == right[0] for left, right in zip(ends, ends[1:], strict=False))
    assert (ends[0][0], ends[-1][1]) == (30_000_000, 300_000_000)
