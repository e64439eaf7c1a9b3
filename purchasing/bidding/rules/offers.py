"""The words of an evaluation: offer, notice, verdict, step of the calculation, result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from purchasing.bidding.rules.price_limit import PriceLimit


class Outcome(StrEnum):
    """The engine's verdict on a bid."""

    NON_RESPONSIVE = "non_responsive"
    EXCLUDED_LOW = "excluded_low"
    EXCLUDED_HIGH = "excluded_high"
    IN_RANGE = "in_range"


class Reason(StrEnum):
    """Why. The sentences are in ``queries/explanations.py``."""

    RULED_OUT = "ruled_out"  # by an evaluator, with a remark
    RELATED = "related"  # bid beside a related company (BID-04)
    BROKEN_SEAL = "broken_seal"  # does not match its fingerprint
    WITHDRAWN = "withdrawn"  # after the deadline, for a manifest error, by an approver
    SANCTIONED = "sanctioned"  # kept out of tenders when the bids were opened
    TCO_MISSING = "tco_missing"  # a value that the cost model needs is missing or unusable (TCO-06)
    BELOW_TECHNICAL = "below_technical"  # under the announced minimum of the technical proposal
    NOT_RESPONSIVE = "not_responsive"  # one of the above, as far as the engine is told
    NOT_QUALIFIED = "not_qualified"  # below the pass mark (KR_QUALIFICATION)
    ABOVE_CAP = "above_cap"
    ABOVE_POOL_CAP = "above_pool_cap"
    ABOVE_BUDGET = "above_budget"
    ABOVE_RESERVE = "above_reserve"
    ABOVE_MEAN = "above_mean"
    BELOW_LIMIT = "below_limit"
    DROPPED_LOW = "dropped_low"  # the lowest, left out of the average
    DROPPED_HIGH = "dropped_high"
    NOT_EXPLAINED = "not_explained"  # the explanation did not account for the price, or there was none
    SINGLE_TO_EXPLAIN = "single_to_explain"
    LOWEST = "lowest"
    NOT_LOWEST = "not_lowest"
    LOWEST_EVALUATED = "lowest_evaluated"  # what ranks is not the price: preference
    NOT_LOWEST_EVALUATED = "not_lowest_evaluated"
    LOWEST_COST = "lowest_cost"  # total cost of ownership
    NOT_LOWEST_COST = "not_lowest_cost"
    HIGHEST_SCORE = "highest_score"
    NOT_HIGHEST_SCORE = "not_highest_score"
    CLOSEST = "closest"  # to the average
    NOT_CLOSEST = "not_closest"
    HIGHEST_BELOW_MEAN = "highest_below_mean"
    NOT_HIGHEST_BELOW_MEAN = "not_highest_below_mean"


class Tie(StrEnum):
    """What separated bids of the same rank. Source: domain BID-05."""

    NONE = ""
    PREFERENCE = "preference"
    ESG = "esg"
    LOT = "lot"


class Failure(StrEnum):
    """Why no award is possible."""

    NONE = ""
    TOO_FEW = "too_few"
    ALL_ABOVE = "all_above"
    ALL_BELOW = "all_below"
    NONE_LEFT = "none_left"  # some too low, some too high or not qualified
    DECIDED = "decided"  # by an approver, with a reason


class Doubt(StrEnum):
    """What an evaluator must confirm before an award."""

    NONE = ""
    FEW_BIDS = "few_bids"
    SINGLE_LOW = "single_low"


class Way(StrEnum):
    """The award methods. Source: domain 2.2."""

    POSCO = "LPL_POSCO"
    EC = "LPL_EC"
    FIXED = "LPL_FIXED"
    KR_RESERVE = "KR_RESERVE"
    KR_QUALIFICATION = "KR_QUALIFICATION"
    IT_A = "IT_A"
    IT_2017 = "IT_2017"  # one of the five, drawn
    IT_2017_A = "IT_2017_A"
    IT_2017_B = "IT_2017_B"
    IT_2017_C = "IT_2017_C"
    IT_2017_D = "IT_2017_D"
    IT_2017_E = "IT_2017_E"
    TRIMMED_MEAN = "TRIMMED_MEAN"
    EXPLAIN = "EU_EXPLAIN"
    BAM = "BAM"
    BELOW_AVG = "BELOW_AVG"
    JP_MIN = "JP_MIN"
    TCO = "TCO"
    COMPOSITE = "COMPOSITE"
    LOWEST = "LOWEST"
    MINIMUM = "MINIMUM_PRICE"  # a minimum that was announced as an amount; for past tenders


class Offer(NamedTuple):
    """What the rules need to know of an opened bid."""

    bid_id: int
    price_won: Decimal
    bidder: str = ""  # the bidder's public number: the lot is drawn with it
    responsive: bool = True
    preferred: bool = False  # holds a valid social-preference certificate
    esg_score: Decimal | None = None
    ranked_won: Decimal | None = None  # what ranking compares instead of the price; limits never look at it
    points: Decimal | None = None  # other than for the price, 0-100
    picks: tuple[int, ...] = ()  # KR_RESERVE: the two numbers that the bidder chose
    explained: bool | None = None  # EU_EXPLAIN: the explanation was accepted, rejected, or not yet decided on
    doubted: bool = False  # EU_EXPLAIN: an evaluator asks for an explanation, whatever the figures say
    band_a: bool = False  # COMPOSITE: was in ESG band A at the deadline

    @property
    def compared_won(self) -> Decimal:
        """What ranking compares."""
        return self.price_won if self.ranked_won is None else self.ranked_won


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice promised about the method."""

    way: Way = Way.POSCO
    ratio: Decimal = Decimal("0.85")
    on_mean: bool = False  # LPL_FIXED: of the mean instead of the base price
    min_n: int = 3  # fewer bids in the pool need an evaluator's confirmation
    pool_cap: Decimal | None = None  # bids above this share of the base price stay out of the pool
    cap_ratio: Decimal | None = None  # bids above this share of the base price are excluded
    min_bids: int = 2  # with fewer responsive bids the tender fails
    minimum_won: Decimal | None = None  # MINIMUM_PRICE
    budget_won: Decimal | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)  # of the method, as text: ``methods.figures_of``
    terms: str = ""  # version of the house terms that were in force


class Step(NamedTuple):
    """One step of the calculation as anybody can redo it: the formula, its numbers, what came out; all as text."""

    name: str
    formula: str
    numbers: dict[str, str]
    result: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A bid that must be explained before there is a result, and what triggered it."""

    offer: Offer
    triggers: tuple[Step, ...]


class Ruled(NamedTuple):
    """A verdict with its reason, the figures behind it, and the test that decided."""

    offer: Offer
    outcome: Outcome
    reason: Reason
    figures: dict[str, str]
    rank: int | None = None
    tie: Tie = Tie.NONE
    test: Step | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole result: limit, verdicts in the order of the ranking (excluded bids last, by price), and what follows.

    With too few bids those that are not excluded get no verdict: they were not compared with anything.
    """

    limit: PriceLimit | None
    ruled: tuple[Ruled, ...]
    failure: Failure = Failure.NONE
    doubt: Doubt = Doubt.NONE
    trace: tuple[Step, ...] = ()
    asks: tuple[Ask, ...] = ()  # while there are any, the result is not final

    @property
    def ranking(self) -> tuple[Ruled, ...]:
        """Bids that may win, best first."""
        return tuple(each for each in self.ruled if each.rank is not None)

    @property
    def first(self) -> Ruled | None:
        """The bid that wins, if there is an award."""
        return self.ranking[0] if self.ranking and not self.failure else None


@dataclass(slots=True)
class Case:
    """What a method judges: the pool (responsive, not above a ceiling), the promise, and what was drawn or opened."""

    pool: list[Offer]
    notice: Notice
    base_won: Decimal
    seed: str = ""  # of the lot
    draw: str = ""  # of everything that is drawn


@dataclass(slots=True)
class Judged:
    """What a method answers: who may win in which order, who may not and why."""

    ranked: list["Placed"]
    out: list[Ruled] = field(default_factory=list)
    limit: PriceLimit | None = None
    trace: list[Step] = field(default_factory=list)
    doubt: Doubt = Doubt.NONE
    failure: Failure = Failure.NONE
    asks: list[Ask] = field(default_factory=list)


@dataclass(slots=True)
class Placed:
    """A bid in its place, with the words of the verdict."""

    offer: Offer
    tie: Tie
    reason: Reason
    figures: dict[str, str] = field(default_factory=dict)
    test: Step | None = None


def exact(value: Decimal | Fraction | int) -> str:
    """A number as text that loses nothing: whole numbers plain, others as a fraction of two whole numbers.

    Source: domain CNV-02, CNV-07.

    >>> exact(Fraction(617737500, 7)), exact(Decimal("100.50")), exact(Decimal(84_700_000)), exact(Decimal("1E+2"))
    ('617737500/7', '100.5', '84700000', '100')
    """
    if type(value) is int:
        return str(value)
    if isinstance(value, Decimal):
        if value.is_finite() and (number := int(value)) and number == value:
            return str(number)  # nearly all amounts, and much faster than what follows
        if value == value.to_integral_value():
            return f"{value:.0f}"
        return f"{value.normalize():f}"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return str(value)


def step(name: str, formula: str, result: Decimal | Fraction | int | str, **numbers) -> Step:
    """A step with its numbers as exact text.

    Source: domain CNV-07.

    >>> step("mean", "sum / n", Fraction(7, 2), sum=7, n=2)
    Step(name='mean', formula='sum / n', numbers={'sum': '7', 'n': '2'}, result='7/2')
    """
    told = {key: value if isinstance(value, str) else exact(value) for key, value in numbers.items()}
    return Step(name, formula, told, result if isinstance(result, str) else exact(result))


def tie_seed(tender_number: str, minutes_sha256: str) -> str:
    """The published seed of the lot: SHA-256 of the tender's number and the hash of its opening minutes.

    Source: domain BID-05.

    >>> tie_seed("TND-2026-000001", "00" * 32)[:16]
    'c3d6ecaadb1683d7'
    """
    return sha256(f"{tender_number}{minutes_sha256}".encode()).hexdigest()


def lot(seed: str, bidder: str) -> str:
    """A bidder's lot: SHA-256 of seed and bidder number; the smallest comes first. Anyone can recompute it.

    Source: domain BID-05.

    >>> lot("seed", "CMP-2026-000001") == lot("seed", "CMP-2026-000001")
    True
    """
    return sha256(f"{seed}:{bidder}".encode()).hexdigest()


def plain(value: Decimal) -> Decimal | int:
    """The same number, as an integer where it is whole: integers compare several times faster.

    Source: domain CNV-02.

    >>> plain(Decimal("90.0")), plain(Decimal("0.5"))
    (90, Decimal('0.5'))
    """
    number = int(value)
    return number if number == value else value


def plain_each(values: Sequence[Decimal]) -> Sequence[Decimal | int]:
    """The same of many at once: all as integers where all are whole.

    Source: domain CNV-02.

    >>> plain_each([Decimal("90.0"), Decimal(7)]), plain_each([Decimal(90), Decimal("0.5")])
    ([90, 7], [90, Decimal('0.5')])
    """
    numbers = list(map(int, values))
    return numbers if numbers == list(values) else [plain(value) for value in values]


def ranked(offers: Sequence[Offer], *, seed: str, by: Callable[[Offer], Any] | None = None) -> list[tuple[Offer, Tie]]:
    """The smallest of ``by`` (else of what ranking compares) first; equal ones by preference, then ESG score, then lot.

    Never by time of arrival. With each offer comes what separated it from its neighbour of the same value.
    Source: domain BID-05.

    >>> a, b = Offer(1, Decimal(90)), Offer(2, Decimal(90), preferred=True)
    >>> [(offer.bid_id, str(tie)) for offer, tie in ranked([a, b], seed="s")]
    [(2, 'preference'), (1, 'preference')]
    """
    values = plain_each([offer.compared_won for offer in offers]) if by is None else [by(offer) for offer in offers]
    keyed = sorted(zip(values, offers, strict=True), key=itemgetter(0))
    if len(set(values)) == len(keyed):
        return [(offer, Tie.NONE) for _value, offer in keyed]
    result: list[tuple[Offer, Tie]] = []
    place = 0
    while place < len(keyed):
        value, offer = keyed[place]
        end = place + 1
        while end < len(keyed) and keyed[end][0] == value:
            end += 1
        if end == place + 1:
            result.append((offer, Tie.NONE))  # the lot is drawn only where it decides
        else:
            result += _apart([each for _value, each in keyed[place:end]], seed)
        place = end
    return result


def _apart(equal: list[Offer], seed: str) -> list[tuple[Offer, Tie]]:
    """Offers of one value in their order, each with what separates it from the one before, the first from the next."""
    keyed = sorted(((_after_value(offer, seed), offer.bid_id, offer) for offer in equal), key=itemgetter(0, 1))
    ties = [_separated_by(key, other) for (key, *_rest), (other, *_more) in pairwise(keyed)]
    return [(offer, tie) for (_key, _bid_id, offer), tie in zip(keyed, ties[:1] + ties, strict=True)]


def _after_value(offer: Offer, seed: str) -> tuple[bool, Decimal, str]:
    esg = offer.esg_score if offer.esg_score is not None else Decimal(-1)
    return not offer.preferred, -esg, lot(seed, offer.bidder or str(offer.bid_id))


def _separated_by(key: tuple, rival: tuple) -> Tie:
    if key[0] != rival[0]:
        return Tie.PREFERENCE
    return Tie.ESG if key[1] != rival[1] else Tie.LOT
