"""Awards near the average: Florida's bid averaging method, and the highest bid that is not above the mean."""

from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.floors import mixed
from purchasing.bidding.rules.methods.placing import above, doubt_of_few, sum_of
from purchasing.bidding.rules.offers import (
    Case,
    Failure,
    Judged,
    Offer,
    Outcome,
    Placed,
    Reason,
    Ruled,
    exact,
    ranked,
    step,
)

DROPPED_FROM = 5  # bids, from which the highest and the lowest are left out


def bam(case: Case) -> Judged:
    """The bid closest to the average wins; from five bids on the highest and the lowest are left out and cannot win.

    Fewer bids than the notice's ``min_n`` (three): all are rejected. Of several equal lowest or highest bids the one
    that comes last by BID-05 is left out. Equally close: the lower price. Source: domain 2.10, BAM.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((80, 90, 100, 110))]
    >>> bam(Case(pool, Notice(), Decimal(100))).ranked[0].offer.price_won
    Decimal('90')
    >>> len(bam(Case([Offer(n, Decimal(80)) for n in range(5)], Notice(), Decimal(100))).ranked)  # all of one price
    3
    """
    needed = int(case.notice.figures.get("min_n", 3))
    if len(case.pool) < needed:
        return Judged([], failure=Failure.TOO_FEW, trace=[step("count", "n", len(case.pool), needed=needed)])
    kept, out, trace = list(case.pool), [], []
    if len(kept) >= DROPPED_FROM:
        low = [offer for offer, _tie in ranked(kept, seed=case.seed, by=lambda each: each.price_won)]
        lowest = [offer for offer in low if offer.price_won == low[0].price_won][-1]
        highest = next(offer for offer in reversed(low) if offer is not lowest)  # all of one price: two of them
        for offer, outcome, reason in (
            (lowest, Outcome.EXCLUDED_LOW, Reason.DROPPED_LOW),
            (highest, Outcome.EXCLUDED_HIGH, Reason.DROPPED_HIGH),
        ):
            figures = {"price_won": exact(offer.price_won)}
            out.append(Ruled(offer, outcome, reason, figures, test=step(str(reason), "price", offer.price_won)))
            kept.remove(offer)
        trace.append(step("dropped", "min(bids), max(bids)", f"{lowest.price_won:f}, {highest.price_won:f}"))
    average = Fraction(sum_of(kept), len(kept))
    trace.append(step("average", "sum / n", mixed(average), sum=sum_of(kept), n=len(kept)))

    def distance(offer: Offer) -> Fraction:
        return abs(Fraction(int(offer.price_won)) - average)

    places = []
    order = ranked(kept, seed=case.seed, by=lambda offer: (distance(offer), offer.price_won))
    for place, (offer, tie) in enumerate(order):
        away = distance(offer)
        figures = {"distance_won": exact(_cents(away)), "average_won": exact(_cents(average))}
        test = step("distance", "|price - average|", mixed(away), price=offer.price_won, average=mixed(average))
        places.append(Placed(offer, tie, Reason.NOT_CLOSEST if place else Reason.CLOSEST, figures, test))
    return Judged(places, out, trace=trace, doubt=doubt_of_few(case.pool, case))


def below_avg(case: Case) -> Judged:
    """The highest bid that is not above the mean of all bids wins.

    Source: domain 2.10, BELOW_AVG.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((80, 90, 100))]
    >>> below_avg(Case(pool, Notice(), Decimal(100))).ranked[0].offer.price_won
    Decimal('90')
    """
    mean = Fraction(sum_of(case.pool), len(case.pool))
    trace = [step("mean", "sum / n", mixed(mean), sum=sum_of(case.pool), n=len(case.pool))]
    out = [above(offer, mean, Reason.ABOVE_MEAN) for offer in case.pool if int(offer.price_won) > mean]
    kept = [offer for offer in case.pool if int(offer.price_won) <= mean]
    places = []
    for place, (offer, tie) in enumerate(ranked(kept, seed=case.seed, by=lambda each: -each.price_won)):
        figures = {"mean_won": exact(_cents(mean))}
        reason = Reason.NOT_HIGHEST_BELOW_MEAN if place else Reason.HIGHEST_BELOW_MEAN
        test = step("not_above_mean", "price <= mean", "true", price=offer.price_won, mean=mixed(mean))
        places.append(Placed(offer, tie, reason, figures, test))
    return Judged(places, out, trace=trace, doubt=doubt_of_few(case.pool, case))


def _cents(value: Fraction) -> Decimal:
    """Two decimals, half up, for a sentence; the exact value is in the trace."""
    return Decimal((value.numerator * 200 + value.denominator) // (2 * value.denominator)) / 100
