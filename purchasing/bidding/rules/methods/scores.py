"""Awards by more than the price: price and quality points, total cost of ownership."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.floors import judged_by_posco
from purchasing.bidding.rules.methods.placing import by_price, by_score
from purchasing.bidding.rules.offers import Case, Judged, Offer, exact, step

PLACES = Decimal("0.0001")  # scores: domain CNV-03


def rounded(value: Fraction) -> Decimal:
    """A score: four places, half up, from the exact value.

    Source: domain CNV-03.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(1, 20000))
    (Decimal('0.3333'), Decimal('0.0001'))
    """
    scaled = (value.numerator * 20_000 + value.denominator) // (2 * value.denominator)
    return (Decimal(scaled) / 10_000).quantize(PLACES, ROUND_HALF_UP)


def price_points(price_won: Decimal, *, lowest_won: Decimal, weight: Decimal) -> Decimal:
    """Points for the price: ``weight`` times the lowest price over this one.

    Source: domain 2.10, COMPOSITE.

    >>> price_points(Decimal(90_000_000), lowest_won=Decimal(88_000_000), weight=Decimal(80))
    Decimal('78.2222')
    """
    return rounded(Fraction(weight) * Fraction(lowest_won) / Fraction(price_won))


def composite(case: Case) -> Judged:
    """``weight * lowest / price + (100 - weight) * points / 100``, each part with four places, so that they add up.

    A preference counts in the price that is compared. Where the notice promises ``esg_bonus`` points, a bidder in ESG
    band A has them on top. Source: domain 2.10, COMPOSITE, 11.5 (band A), CNV-03.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> def of(n, price, points): return Offer(n, Decimal(price), points=Decimal(points))
    >>> pool = [of(1, 88_000_000, 62), of(2, 90_000_000, 85), of(3, 95_000_000, 92)]
    >>> notice = Notice(figures={"price_weight": "80"})
    >>> [(p.offer.bid_id, p.figures["score"]) for p in composite(Case(pool, notice, Decimal(10**8))).ranked]
    [(2, '95.2222'), (3, '92.5053'), (1, '92.4')]
    >>> notice = Notice(figures={"price_weight": "80", "esg_bonus": "2"})
    >>> pool[2] = pool[2]._replace(band_a=True)
    >>> [(p.offer.bid_id, p.figures["score"]) for p in composite(Case(pool, notice, Decimal(10**8))).ranked]
    [(2, '95.2222'), (3, '94.5053'), (1, '92.4')]
    """
    weight = Decimal(str(case.notice.figures["price_weight"]))
    bonus = Decimal(str(case.notice.figures.get("esg_bonus") or 0))
    lowest = min(offer.compared_won for offer in case.pool)
    scored, parts = [], {}
    for offer in case.pool:
        if offer.points is None:
            raise ValueError(f"bid {offer.bid_id} has no points besides its price")
        for_price = price_points(offer.compared_won, lowest_won=lowest, weight=weight)
        others = rounded(Fraction(100 - weight) * Fraction(offer.points) / 100)
        parts[offer.bid_id] = (for_price, others)
        scored.append((offer, for_price + others + (bonus if offer.band_a else 0)))
    trace = [step("lowest", "min(price)", lowest, n=len(case.pool)), step("weights", "price : others", exact(weight))]
    if bonus:
        trace.append(step("esg_bonus", "ESG band A", bonus, n=sum(offer.band_a for offer in case.pool)))
    places = by_score(scored, case)
    for place in places:
        for_price, others = parts[place.offer.bid_id]
        place.figures |= {"price_points": exact(for_price), "other_points": exact(others)}
        place.test = step(
            "score",
            "weight * lowest / price + (100 - weight) * points / 100",
            for_price + others,
            weight=weight,
            lowest=lowest,
            price=place.offer.compared_won,
            points=_points(place.offer),
        )
        if bonus and place.offer.band_a:
            place.figures |= {"esg_points": exact(bonus)}
            place.test = step(
                "score",
                "weight * lowest / price + (100 - weight) * points / 100 + bonus",
                for_price + others + bonus,
                weight=weight,
                lowest=lowest,
                price=place.offer.compared_won,
                points=_points(place.offer),
                bonus=bonus,
            )
    return Judged(places, trace=trace)


def tco(case: Case) -> Judged:
    """The lowest equivalent annual cost wins; with the notice's limit a bid's price is tested first (LPL_POSCO).

    The cost of a bid is its ``ranked_won``; costs that differ by less than 0.1 % come in equal (TCO-11).
    Source: domain 3.3, TCO-03, TCO-08, TCO-11.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> a = Offer(1, Decimal(420_000_000), ranked_won=Decimal(220_722_896))
    >>> b = Offer(2, Decimal(548_000_000), ranked_won=Decimal(191_837_001))
    >>> tco(Case([a, b], Notice(), Decimal(500_000_000))).ranked[0].offer.bid_id
    2
    """
    missing = [offer.bid_id for offer in case.pool if offer.ranked_won is None]
    if missing:
        raise ValueError(f"bids without a total cost: {missing}")
    if case.notice.figures.get("limit"):
        return judged_by_posco(case, cost=True)
    return Judged(by_price(case.pool, case, cost=True))


def _points(offer: Offer) -> Decimal:
    return offer.points if offer.points is not None else Decimal(0)
