"""From opened bids to verdicts and a ranking. Every verdict carries its reason and figures."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter, itemgetter

from purchasing.bidding.rules.methods import METHODS
from purchasing.bidding.rules.methods.placing import above
from purchasing.bidding.rules.offers import (
    Case,
    Doubt,
    Evaluation,
    Failure,
    Judged,
    Notice,
    Offer,
    Outcome,
    Reason,
    Ruled,
    plain_each,
)
from purchasing.bidding.rules.price_limit import whole

ENGINE = "engine-2"  # goes up when anything here changes; each method has its own version besides


def version_of(notice: Notice) -> str:
    """Which formula judged: engine, method, and the version of the terms that were in force.

    Source: domain CNV-07.

    >>> version_of(Notice(terms="2018-04-01"))
    'engine-2 posco-1 terms 2018-04-01'
    """
    terms = f" terms {notice.terms}" if notice.terms else ""
    return f"{ENGINE} {METHODS[notice.way].version}{terms}"


def evaluate(
    offers: Sequence[Offer], *, notice: Notice, base_won: Decimal, seed: str = "", draw: str = ""
) -> Evaluation:
    """Verdicts and ranking for the opened bids of a tender, by the method of its notice.

    Not responsive bids first, then those above the cap (BID-06) or the pool cap (LPL-06); the rest is the pool that the
    method judges. Too few bids, or none left: no award (LPL-04, LPL-05). ``seed`` decides ties by lot (BID-05),
    ``draw`` everything that a method draws. The order of ``offers`` does not matter.

    Source: domain 2.5, LPL-01..06, BID-05, BID-06.

    >>> prices = (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)
    >>> bids = [Offer(n, Decimal(price)) for n, price in enumerate(prices)]
    >>> result = evaluate(bids, notice=Notice(), base_won=Decimal(100_000_000))
    >>> result.limit.shown_won, result.first.offer.price_won
    (Decimal('78497500'), Decimal('78500000'))
    >>> [(int(r.offer.price_won), r.figures["short_won"]) for r in result.ruled if r.outcome == "excluded_low"]
    [(68000000, '10497500')]
    """
    method = METHODS[notice.way]
    offers = sorted(offers, key=attrgetter("bid_id"))
    out = [Ruled(o, Outcome.NON_RESPONSIVE, Reason.NOT_RESPONSIVE, {}) for o in offers if not o.responsive]
    responsive = [offer for offer in offers if offer.responsive]
    pool = responsive
    if caps := _caps(notice, base_won):
        over = [_above(offer, caps) for offer in responsive]
        out += [ruled for ruled in over if ruled]
        pool = [offer for offer, ruled in zip(responsive, over, strict=True) if not ruled]
    if len(responsive) < notice.min_bids:
        return Evaluation(None, _in_order([], out), Failure.TOO_FEW)
    if not pool:
        return Evaluation(None, _in_order([], out), Failure.ALL_ABOVE if responsive else Failure.TOO_FEW)
    if len(pool) == 1 and notice.min_bids > 1:
        # the others were above the ceiling: one bid is left, and the notice allows no single bid (LPL-04)
        return Evaluation(None, _in_order([], out), Failure.TOO_FEW)
    judged = method.judge(Case(pool, notice, base_won, seed, draw))
    if notice.min_bids > 1 and _left_alone(judged):
        # the method's own ceiling (budget, reserve price) left one bid: none that the notice would let win
        return Evaluation(None, _in_order([], out + judged.out), Failure.TOO_FEW, trace=tuple(judged.trace))
    inside = [
        Ruled(place.offer, Outcome.IN_RANGE, place.reason, place.figures, rank, place.tie, place.test)
        for rank, place in enumerate(judged.ranked, start=1)
    ]
    return Evaluation(
        judged.limit,
        _in_order(inside, out + judged.out),
        judged.failure,
        Doubt.NONE if judged.failure else judged.doubt,
        tuple(judged.trace),
        tuple(judged.asks),
    )


def _left_alone(judged: Judged) -> bool:
    """One bid that was never compared with another one: all others lie above a ceiling that the method itself has."""
    alone = len(judged.ranked) == 1 and judged.limit is None and bool(judged.out)
    return alone and all(ruled.outcome == Outcome.EXCLUDED_HIGH for ruled in judged.out)


def _caps(notice: Notice, base_won: Decimal) -> list[tuple[Fraction, Reason]]:
    told = ((notice.cap_ratio, Reason.ABOVE_CAP), (notice.pool_cap, Reason.ABOVE_POOL_CAP))
    return [(Fraction(ratio) * whole(base_won), reason) for ratio, reason in told if ratio is not None]


def _above(offer: Offer, caps: list[tuple[Fraction, Reason]]) -> Ruled | None:
    price = whole(offer.price_won)
    for cap, reason in caps:
        if price * cap.denominator > cap.numerator:
            return above(offer, cap, reason)
    return None


def _in_order(inside: list[Ruled], out: list[Ruled]) -> tuple[Ruled, ...]:
    by_number = sorted(out, key=attrgetter("offer.bid_id"))
    prices = plain_each([each.offer.price_won for each in by_number])
    by_price = sorted(zip(prices, by_number, strict=True), key=itemgetter(0))
    return (*inside, *(each for _price, each in by_price))
