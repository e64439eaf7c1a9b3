"""From opened bids to verdicts and a ranking. Every verdict carries its reason and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from purchasing.bidding.rules.price_limit import (
    PriceLimit,
    announced_minimum,
    exceeds,
    fixed_limit,
    posco_limit,
)

ENGINE = "lpl-1"  # goes up when a formula changes; stored with each result


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
    SANCTIONED = "sanctioned"  # kept out of tenders when the bids were opened
    NOT_RESPONSIVE = "not_responsive"  # one of the above, as far as the engine is told
    ABOVE_CAP = "above_cap"
    ABOVE_POOL_CAP = "above_pool_cap"
    BELOW_LIMIT = "below_limit"
    SINGLE_TO_EXPLAIN = "single_to_explain"
    LOWEST = "lowest"
    NOT_LOWEST = "not_lowest"


class Tie(StrEnum):
    """What separated bids of the same price. Source: domain BID-05."""

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
    DECIDED = "decided"  # by an approver, with a reason


class Doubt(StrEnum):
    """What an evaluator must confirm before an award."""

    NONE = ""
    FEW_BIDS = "few_bids"
    SINGLE_LOW = "single_low"


class Way(StrEnum):
    """How the limit is found."""

    POSCO = "LPL_POSCO"
    FIXED = "LPL_FIXED"
    MINIMUM = "MINIMUM_PRICE"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the rules need to know of an opened bid."""

    bid_id: int
    price_won: Decimal
    bidder: str = ""  # the bidder's public number: the lot is drawn with it
    responsive: bool = True
    preferred: bool = False  # holds a valid social-preference certificate
    esg_score: Decimal | None = None


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


@dataclass(frozen=True, slots=True)
class Ruled:
    """A verdict with its reason and the figures behind it."""

    offer: Offer
    outcome: Outcome
    reason: Reason
    figures: dict[str, str] = field(default_factory=dict)
    rank: int | None = None
    tie: Tie = Tie.NONE


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole result: limit, verdicts in the order of the ranking (excluded bids last, by price), and what follows.

    With too few bids those that are not excluded get no verdict: they were not compared with anything.
    """

    limit: PriceLimit | None
    ruled: tuple[Ruled, ...]
    failure: Failure = Failure.NONE
    doubt: Doubt = Doubt.NONE

    @property
    def ranking(self) -> tuple[Ruled, ...]:
        """Bids that may win, best first."""
        return tuple(each for each in self.ruled if each.rank is not None)

    @property
    def first(self) -> Ruled | None:
        """The bid that wins, if there is an award."""
        return self.ranking[0] if self.ranking and not self.failure else None


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


def ranked(offers: Iterable[Offer], *, seed: str) -> list[tuple[Offer, Tie]]:
    """Cheapest first; equal prices by preference, then ESG score, then lot, never by time of arrival.

    With each offer comes what separated it from its neighbour of the same price. Source: domain BID-05.

    >>> a, b = Offer(1, Decimal(90)), Offer(2, Decimal(90), preferred=True)
    >>> [(offer.bid_id, str(tie)) for offer, tie in ranked([a, b], seed="s")]
    [(2, 'preference'), (1, 'preference')]
    """
    keyed = sorted((_order(offer, seed), offer.bid_id, offer) for offer in offers)
    result = []
    for place, (key, _bid_id, offer) in enumerate(keyed):
        neighbours = keyed[max(place - 1, 0) : place] + keyed[place + 1 : place + 2]
        rival = next((other for other, *_rest in neighbours if other[0] == key[0]), None)
        result.append((offer, _separated_by(key, rival) if rival else Tie.NONE))
    return result


def _order(offer: Offer, seed: str) -> tuple[Decimal, bool, Decimal, str]:
    esg = offer.esg_score if offer.esg_score is not None else Decimal(-1)
    return offer.price_won, not offer.preferred, -esg, lot(seed, offer.bidder or str(offer.bid_id))


def _separated_by(key: tuple, rival: tuple) -> Tie:
    if key[1] != rival[1]:
        return Tie.PREFERENCE
    return Tie.ESG if key[2] != rival[2] else Tie.LOT


def limit_of(pool: Sequence[Offer], notice: Notice, base_won: Decimal) -> PriceLimit | None:
    """The limit that the notice's method gives for a pool; None where the method knows none for it.

    LPL-04: a single bid has no mean to be compared with, so it has no limit. Source: domain 2.5, 2.6, LPL-04.

    >>> limit_of([Offer(1, Decimal(80))], Notice(), Decimal(100)) is None
    True
    """
    prices = [offer.price_won for offer in pool]
    if notice.way == Way.MINIMUM:
        if notice.minimum_won is None:
            raise ValueError("a tender with an announced minimum needs the minimum")
        return announced_minimum(notice.minimum_won)
    if not prices or (len(prices) == 1 and (notice.way == Way.POSCO or notice.on_mean)):
        return None
    if notice.way == Way.POSCO:
        return posco_limit(prices, base_won=base_won, ratio=notice.ratio)
    return fixed_limit(prices, base_won=base_won, ratio=notice.ratio, on_mean=notice.on_mean)


def evaluate(offers: Sequence[Offer], *, notice: Notice, base_won: Decimal, seed: str = "") -> Evaluation:
    """Verdicts and ranking for the opened bids of a tender.

    Not responsive bids first, then those above the cap (BID-06) or the pool cap (LPL-06); the rest is the pool. Its
    limit excludes what is strictly below (one pass, LPL-01); the remaining are ranked. Too few bids, none left, or all
    below: no award (LPL-04, LPL-05). Two bids, or a single one below the ratio of the base price, need an evaluator's
    confirmation (LPL-04). The order of ``offers`` does not matter.

    Source: domain 2.5, LPL-01..06, BID-05, BID-06.

    >>> prices = (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)
    >>> bids = [Offer(n, Decimal(price)) for n, price in enumerate(prices)]
    >>> result = evaluate(bids, notice=Notice(), base_won=Decimal(100_000_000))
    >>> result.limit.shown_won, result.first.offer.price_won
    (Decimal('78497500'), Decimal('78500000'))
    >>> [(int(r.offer.price_won), r.figures["short_won"]) for r in result.ruled if r.outcome == "excluded_low"]
    [(68000000, '10497500')]
    """
    out = [Ruled(o, Outcome.NON_RESPONSIVE, Reason.NOT_RESPONSIVE) for o in offers if not o.responsive]
    responsive = [offer for offer in offers if offer.responsive]
    pool = []
    for offer in responsive:
        above = _above(offer, notice, base_won)
        if above:
            out.append(above)
        else:
            pool.append(offer)
    if len(responsive) < notice.min_bids:
        return Evaluation(None, _in_order([], out), Failure.TOO_FEW)
    if not pool:
        return Evaluation(None, _in_order([], out), Failure.ALL_ABOVE)
    if len(pool) == 1 and notice.min_bids > 1:
        # the others were above the ceiling: one bid is left, and the notice allows no single bid (LPL-04)
        return Evaluation(None, _in_order([], out), Failure.TOO_FEW)
    limit = limit_of(pool, notice, base_won)
    kept = [offer for offer in pool if limit is None or not limit.excludes(offer.price_won)]
    out += [_below(offer, limit) for offer in pool if limit is not None and limit.excludes(offer.price_won)]
    if not kept:
        return Evaluation(limit, _in_order([], out), Failure.ALL_BELOW)
    doubt = _doubt(pool, notice, base_won)
    inside = [_inside(offer, rank, tie, kept) for rank, (offer, tie) in enumerate(ranked(kept, seed=seed), start=1)]
    if doubt == Doubt.SINGLE_LOW:
        inside = [replace(inside[0], reason=Reason.SINGLE_TO_EXPLAIN)]
    return Evaluation(limit, _in_order(inside, out), doubt=doubt)


def _above(offer: Offer, notice: Notice, base_won: Decimal) -> Ruled | None:
    for ratio, reason in ((notice.cap_ratio, Reason.ABOVE_CAP), (notice.pool_cap, Reason.ABOVE_POOL_CAP)):
        if ratio is not None and exceeds(offer.price_won, ratio=ratio, base_won=base_won):
            part, whole = ratio.as_integer_ratio()
            cap_won = int(base_won) * part // whole  # the highest whole price that is not above
            figures = {"cap_won": str(cap_won), "over_won": str(int(offer.price_won) - cap_won)}
            return Ruled(offer, Outcome.EXCLUDED_HIGH, reason, figures)
    return None


def _below(offer: Offer, limit: PriceLimit) -> Ruled:
    figures = {"limit_won": str(limit.shown_won), "short_won": str(limit.shown_won - offer.price_won)}
    return Ruled(offer, Outcome.EXCLUDED_LOW, Reason.BELOW_LIMIT, figures)


def _inside(offer: Offer, rank: int, tie: Tie, kept: Sequence[Offer]) -> Ruled:
    lowest = min(each.price_won for each in kept)
    if rank == 1:
        return Ruled(offer, Outcome.IN_RANGE, Reason.LOWEST, {}, rank, tie)
    figures = {"lowest_won": str(lowest), "above_won": str(offer.price_won - lowest)}
    return Ruled(offer, Outcome.IN_RANGE, Reason.NOT_LOWEST, figures, rank, tie)


def _doubt(pool: Sequence[Offer], notice: Notice, base_won: Decimal) -> Doubt:
    if notice.way == Way.MINIMUM or (notice.way == Way.FIXED and not notice.on_mean):
        return Doubt.NONE  # the limit does not lean on the other bids
    if len(pool) == 1:
        below = fixed_limit([], base_won=base_won, ratio=notice.ratio).excludes(pool[0].price_won)
        return Doubt.SINGLE_LOW if below else Doubt.NONE
    return Doubt.FEW_BIDS if len(pool) < notice.min_n else Doubt.NONE


def _in_order(inside: list[Ruled], out: list[Ruled]) -> tuple[Ruled, ...]:
    return (*inside, *sorted(out, key=lambda each: (each.offer.price_won, each.offer.bid_id)))
