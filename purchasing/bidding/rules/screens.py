"""Screens for collusion and abuse: figures and flags over opened bids. Advisory: they exclude nobody.

A figure is a number to look at beside its history; a flag says that a figure lies where agreed bids tend to lie. Two
flags and more make a task for an auditor.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

SCREENS = "screens-3"  # goes up when a formula or a threshold's meaning changes; stored with each run
CV_AT_MOST, RD_AT_LEAST = Decimal("0.06"), Decimal(1)  # [CFG screen.cv], [CFG screen.rd]
FEWEST_BIDS = 4  # fewer bids have no spread that means anything
FLAGS_FOR_TASK = 2
ENDING_DIGITS, FEWEST_ENDINGS = 4, 3
LEAK_SHARE, LEAKS = Decimal("0.001"), 3  # within 0.1 % above the limit, three times in twelve months
MEETINGS, EVENNESS = 4, Decimal("0.9")
FOUR = Decimal("0.0001")


class Measure(StrEnum):
    """Figures of one tender; the words are on the page."""

    CV = "cv"
    RD = "rd"
    DIFFP = "diffp"
    SKEW = "skew"
    ENDINGS = "endings"
    EVENNESS = "evenness"


class Flag(StrEnum):
    """What was noticed."""

    LOW_SPREAD = "low_spread"
    GAP_TO_LOSERS = "gap_to_losers"
    SAME_PRICE = "same_price"
    SAME_ENDING = "same_ending"
    SINGLE_BID = "single_bid"
    SAME_TRACE = "same_trace"
    ROTATION = "rotation"
    LIMIT_KNOWN = "limit_known"
    CLOSE_SECOND = "close_second"
    FAR_SECOND = "far_second"
    ALL_OTHERS_OUT = "all_others_out"
    LOSER_DECIDES = "loser_decides"
    LOWEST_LEFT = "lowest_left"
    BUSINESS_ENDED = "business_ended"
    SHORT_PERIOD = "short_period"  # from here on of the procedure, not of the bidders: rules.procedure_flags
    LATE_CHANGE = "late_change"
    ABOVE_BASE = "above_base"
    ABOVE_BUDGET = "above_budget"
    NOT_FIRST = "not_first"
    CHANGED_AFTER = "changed_after"
    SAME_WINNER = "same_winner"
    SPLIT = "split"


PROCEDURE = (
    Flag.SHORT_PERIOD,
    Flag.LATE_CHANGE,
    Flag.ABOVE_BASE,
    Flag.ABOVE_BUDGET,
    Flag.NOT_FIRST,
    Flag.CHANGED_AFTER,
    Flag.SAME_WINNER,
    Flag.SPLIT,
)
RED_FLAGS = {  # identifiers of the Open Contracting Partnership's red flags where one fits
    Flag.SHORT_PERIOD: "R003",
    Flag.SINGLE_BID: "R018",
    Flag.CLOSE_SECOND: "R024",
    Flag.SAME_PRICE: "R028",
    Flag.ALL_OTHERS_OUT: "R035",
    Flag.FAR_SECOND: "R058",
}
OF_RULES = frozenset({Flag.SINGLE_BID, Flag.LOSER_DECIDES, Flag.ALL_OTHERS_OUT, Flag.BUSINESS_ENDED, *PROCEDURE})
TELLING = frozenset(Flag) - OF_RULES  # speak of bidders


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag with the figures that raised it; ``bidders`` are public numbers."""

    flag: Flag
    figures: dict[str, str] = field(default_factory=dict)
    bidders: tuple[str, ...] = ()

    @property
    def red_flag(self) -> str:
        """The identifier among the published red flags, or ""."""
        return RED_FLAGS.get(self.flag, "")


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of a tender's prices, four places; None where there are too few bids or no spread."""

    count: int
    cv: Decimal | None = None
    rd: Decimal | None = None
    diffp: Decimal | None = None
    skew: Decimal | None = None
    losers_equal: bool = False  # all but the lowest ask the same: RD would be endless


@dataclass(frozen=True, slots=True)
class Asked:
    """What a bidder asks; ``traces`` are things that no two bidders share by chance, as (kind, fingerprint)."""

    bidder: str
    price_won: Decimal
    traces: frozenset[tuple[str, str]] = frozenset()


def sample_sd(values: Sequence[Decimal]) -> Decimal:
    """Sample standard deviation (n − 1), not rounded; zero of fewer than two values.

    Source: domain 2.11.

    >>> sample_sd([Decimal(2), Decimal(4)]).quantize(FOUR)
    Decimal('1.4142')
    """
    if len(values) < 2:
        return Decimal(0)
    mean = sum(values, Decimal(0)) / len(values)
    return (sum(((value - mean) ** 2 for value in values), Decimal(0)) / (len(values) - 1)).sqrt()


def skewness(values: Sequence[Decimal]) -> Decimal | None:
    """Sample skewness, adjusted for the number of values (G1); None for fewer than three or without spread.

    Source: domain 2.11 (below zero: a long tail of low prices, seen with agreed bids).

    >>> skewness([Decimal(n) for n in (1, 2, 3)]).quantize(FOUR)
    Decimal('0.0000')
    >>> skewness([Decimal(1), Decimal(2)]) is None
    True
    """
    count, sd = len(values), sample_sd(values)
    if count < 3 or not sd:
        return None
    mean = sum(values, Decimal(0)) / count
    cubes = sum((((value - mean) / sd) ** 3 for value in values), Decimal(0))
    return cubes * count / ((count - 1) * (count - 2))


def spread(prices_won: Sequence[Decimal]) -> Spread:
    """CV = sd ÷ mean, RD = (second − lowest) ÷ sd of all but the lowest, DIFFP = (second − lowest) ÷ lowest, skewness.

    Source: domain 2.11.

    >>> usual = spread([Decimal(price) for price in (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)])
    >>> usual.cv, usual.rd, usual.diffp
    (Decimal('0.1363'), Decimal('1.3400'), Decimal('0.1544'))
    >>> suspicious = spread([Decimal(price) for price in ("95", "98", "98.4", "98.7", "99")])
    >>> suspicious.cv, suspicious.rd, suspicious.skew
    (Decimal('0.0166'), Decimal('7.0225'), Decimal('-1.9530'))
    """
    ordered = sorted(prices_won)
    if len(ordered) < 2:
        return Spread(len(ordered))
    lowest, second = ordered[:2]
    of_losers = sample_sd(ordered[1:])
    mean = sum(ordered, Decimal(0)) / len(ordered)
    skew = skewness(ordered)
    return Spread(
        count=len(ordered),
        cv=_four(sample_sd(ordered) / mean),
        rd=_four((second - lowest) / of_losers) if of_losers else None,
        diffp=_four((second - lowest) / lowest),
        skew=None if skew is None else _four(skew),
        losers_equal=len(ordered) > 2 and not of_losers and second > lowest,
    )


def spread_flags(found: Spread) -> list[Raised]:
    """CV at most 0.06, or RD at least 1 (or endless), with four bids or more.

    Source: domain 2.11, appendix A screen.cv, screen.rd.

    >>> [str(raised.flag) for raised in spread_flags(spread([Decimal(p) for p in (68, 78, 88, 92, 97)]))]
    ['gap_to_losers']
    >>> [str(raised.flag) for raised in spread_flags(spread([Decimal(p) for p in (950, 980, 984, 987, 990)]))]
    ['low_spread', 'gap_to_losers']
    """
    flags = []
    if found.count < FEWEST_BIDS:
        return []
    if found.cv is not None and found.cv <= CV_AT_MOST:
        flags.append(Raised(Flag.LOW_SPREAD, {"cv": str(found.cv), "at_most": str(CV_AT_MOST)}))
    if found.losers_equal or (found.rd is not None and found.rd >= RD_AT_LEAST):
        figures = {"rd": "" if found.rd is None else str(found.rd), "at_least": str(RD_AT_LEAST)}
        flags.append(Raised(Flag.GAP_TO_LOSERS, figures))
    return flags


def same_prices(asked: Sequence[Asked]) -> list[Raised]:
    """Different bidders that ask exactly the same price (R028).

    Source: domain 2.11 (identical bids); red flag R028 of the Open Contracting Partnership.

    >>> [raised.bidders for raised in same_prices([Asked("A", Decimal(9)), Asked("B", Decimal(9))])]
    [('A', 'B')]
    """
    by_price: dict[Decimal, list[str]] = {}
    for each in asked:
        by_price.setdefault(each.price_won, []).append(each.bidder)
    return [
        Raised(Flag.SAME_PRICE, {"price_won": f"{price:.0f}"}, tuple(sorted(bidders)))
        for price, bidders in sorted(by_price.items())
        if len(bidders) > 1
    ]


def most_used_ending(prices_won: Sequence[Decimal]) -> tuple[str, int]:
    """The most used last four digits other than 0000, and how many prices end with them; ("", 0) if there are none.

    Source: domain 2.11 (price endings).

    >>> most_used_ending([Decimal(91_234_560), Decimal(98_004_560), Decimal(90_000_000)])
    ('4560', 2)
    """
    ends = Counter(f"{price:.0f}"[-ENDING_DIGITS:] for price in prices_won)
    del ends["0" * ENDING_DIGITS]
    if not ends:
        return "", 0
    return max(ends.items(), key=lambda pair: (pair[1], pair[0]))


def ending_flags(prices_won: Sequence[Decimal]) -> list[Raised]:
    """Three prices or more, and at least half of them, that end with the same four digits.

    Source: domain 2.11 (price endings).

    >>> len(ending_flags([Decimal(91_234_560), Decimal(98_004_560), Decimal(90_004_560)]))
    1
    """
    ending, times = most_used_ending(prices_won)
    if times < FEWEST_ENDINGS or times * 2 < len(prices_won):
        return []
    return [Raised(Flag.SAME_ENDING, {"ending": ending, "times": str(times), "of": str(len(prices_won))})]


def shared_traces(asked: Sequence[Asked]) -> list[Raised]:
    """Bidders that share what no two bidders share by chance: an address, a device, an author, the same file.

    Source: domain 2.11 (identical metadata).

    >>> a = Asked("A", Decimal(1), frozenset({("file", "ab")}))
    >>> b = Asked("B", Decimal(2), frozenset({("file", "ab"), ("address", "x")}))
    >>> [(raised.figures, raised.bidders) for raised in shared_traces([a, b])]
    [({'kind': 'file', 'times': '2'}, ('A', 'B'))]
    """
    holders: dict[tuple[str, str], set[str]] = {}
    for each in asked:
        for trace in each.traces:
            holders.setdefault(trace, set()).add(each.bidder)
    found = {(kind, tuple(sorted(bidders))) for (kind, _mark), bidders in holders.items() if len(bidders) > 1}
    return [
        Raised(Flag.SAME_TRACE, {"kind": kind, "times": str(len(bidders))}, bidders) for kind, bidders in sorted(found)
    ]


def evenness(winners: Sequence[str], bidders: int) -> Decimal | None:
    """How evenly a group's wins are spread: entropy of the winners ÷ that of an equal spread, 0 to 1, four places.

    Others than the ``bidders`` may have won too: then it is measured against all who did. None where nothing can be
    said: fewer than two bidders or no win. Source: domain 2.11 (winner sequence entropy).

    >>> evenness(["A", "B", "C", "A", "B", "C"], 3), evenness(["A", "A", "A"], 3)
    (Decimal('1.0000'), Decimal('0.0000'))
    >>> evenness(["A", "B", "C", "D"], 3)
    Decimal('1.0000')
    """
    if bidders < 2 or not winners:
        return None
    total = Decimal(len(winners))
    shares = [Decimal(times) / total for times in Counter(winners).values()]
    outcomes = Decimal(max(bidders, len(shares)))
    return _four(abs(sum((-share * share.ln() for share in shares), Decimal(0))) / outcomes.ln())


def rotation_flags(winners: Sequence[str], bidders: int) -> list[Raised]:
    """The turn goes round: the same group met four times or more, won evenly, and nobody won twice in a row.

    ``winners``: who won when the group met, oldest first. Source: domain 2.11 (bid rotation).

    >>> len(rotation_flags(["A", "B", "C", "A", "B", "C"], 3)), rotation_flags(["A", "A", "B", "C"], 3)
    (1, [])
    """
    even = evenness(winners, bidders)
    again = any(one == other for one, other in zip(winners, winners[1:], strict=False))
    if len(winners) < MEETINGS or even is None or even < EVENNESS or again:
        return []
    figures = {"meetings": str(len(winners)), "evenness": str(even), "bidders": str(bidders)}
    return [Raised(Flag.ROTATION, figures, tuple(sorted(set(winners))))]


def withdrawal_flags(lowest: str, lowest_won: Decimal, winner: str, won_won: Decimal, meetings: int) -> list[Raised]:
    """The lowest bid was withdrawn after the opening, and one that bids beside it again and again wins at more.

    ``meetings``: awards to either of the two for which both had bid before. Source: domain 2.11 (withdrawal of the
    lowest to let a partner win).

    >>> left = "A", Decimal(90), "B", Decimal(95)
    >>> len(withdrawal_flags(*left, 2)), withdrawal_flags(*left, 0)
    (1, [])
    """
    if not meetings or lowest_won >= won_won:
        return []
    figures = {"price_won": f"{lowest_won:.0f}", "won_won": f"{won_won:.0f}", "meetings": str(meetings)}
    return [Raised(Flag.LOWEST_LEFT, figures, tuple(sorted((lowest, winner))))]


def is_close_to_limit(price_won: Decimal, limit_won: Decimal) -> bool:
    """Whether a price lies at the limit or at most 0.1 % above it.

    Source: domain 2.11 (base-price leak).

    >>> is_close_to_limit(Decimal(100_100), Decimal(100_000)), is_close_to_limit(Decimal(100_101), Decimal(100_000))
    (True, False)
    """
    return limit_won <= price_won <= limit_won * (1 + LEAK_SHARE)


def leak_flags(bidder: str, close_wins: int) -> list[Raised]:
    """The same firm won three times in twelve months within 0.1 % above the limit: somebody may tell it.

    Source: domain 2.11 (base-price leak).

    >>> len(leak_flags("CMP-1", 3)), leak_flags("CMP-1", 2)
    (1, [])
    """
    return [Raised(Flag.LIMIT_KNOWN, {"times": str(close_wins)}, (bidder,))] if close_wins >= LEAKS else []


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """First quartile, median and third quartile by linear interpolation, four places; None without values.

    Source: domain 2.11 (history and distribution beside each number); the fences of red flags R024 and R058.

    >>> quartiles([Decimal(n) for n in (1, 2, 3, 4, 5)])
    (Decimal('2.0000'), Decimal('3.0000'), Decimal('4.0000'))
    """
    if not values:
        return None
    ordered = sorted(values)

    def at(quarter: int) -> Decimal:
        place, rest = divmod((len(ordered) - 1) * quarter, 4)
        above = ordered[min(place + 1, len(ordered) - 1)]
        return _four(ordered[place] + (above - ordered[place]) * rest / 4)

    return at(1), at(2), at(3)


def second_flags(diffp: Decimal, history: Sequence[Decimal], fewest: int = 12) -> list[Raised]:
    """How far the second valid bid is from the winner's, against all earlier tenders: outside the fences it is flagged.

    Lower fence Q1 − 1.5·IQR (R024: a bid made to look like competition), upper fence Q3 + 1.5·IQR (R058). With fewer
    than ``fewest`` earlier tenders there is nothing to compare with.

    Source: red flags R024 and R058 of the Open Contracting Partnership.

    >>> usual = [Decimal(n) / 1000 for n in range(50, 70)]
    >>> [str(raised.flag) for d in ("0.02", "0.06", "0.15") for raised in second_flags(Decimal(d), usual)]
    ['close_second', 'far_second']
    """
    found = quartiles(history)
    if found is None or len(history) < fewest:
        return []
    first, _median, third = found
    low, high = first - (third - first) * 3 / 2, third + (third - first) * 3 / 2
    if diffp <= low:
        return [Raised(Flag.CLOSE_SECOND, {"diffp": str(diffp), "fence": str(low), "of": str(len(history))})]
    if diffp >= high:
        return [Raised(Flag.FAR_SECOND, {"diffp": str(diffp), "fence": str(high), "of": str(len(history))})]
    return []


def needs_auditor(flags: Sequence[Raised]) -> bool:
    """Two different flags and more that speak of the bidders (not of the rule) make a task for an auditor.

    Source: domain 2.11.

    >>> needs_auditor([Raised(Flag.GAP_TO_LOSERS)])
    False
    >>> needs_auditor([Raised(Flag.GAP_TO_LOSERS), Raised(Flag.LOW_SPREAD)])
    True
    """
    return len({raised.flag for raised in flags} & TELLING) >= FLAGS_FOR_TASK


def _four(value: Decimal) -> Decimal:
    return value.quantize(FOUR, ROUND_HALF_UP)
