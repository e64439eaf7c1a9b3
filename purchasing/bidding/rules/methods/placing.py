"""What methods share: verdicts below a limit, places by price, how much a mean of few bids can carry."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.offers import (
    Case,
    Doubt,
    Failure,
    Offer,
    Outcome,
    Placed,
    Reason,
    Ruled,
    Step,
    Tie,
    exact,
    plain_each,
    ranked,
    step,
)
from purchasing.bidding.rules.price_limit import PriceLimit, wholes


def sum_of(pool: Sequence[Offer]) -> int:
    """The sum of the prices, in won.

    Source: domain 2.5 step 1.

    >>> sum_of([Offer(1, Decimal(2)), Offer(2, Decimal(3))])
    5
    """
    return sum(int(offer.price_won) for offer in pool)


def below(offer: Offer, limit: PriceLimit) -> Ruled:
    """The verdict on a bid below the limit, with the test that decided.

    Source: domain 2.5 step 4.

    >>> below(Offer(1, Decimal(79)), PriceLimit(80, 1)).figures
    {'limit_won': '80', 'short_won': '1'}
    """
    return _all_below([(offer, int(offer.price_won))], limit)[0]


def _all_below(offers: Sequence[tuple[Offer, int]], limit: PriceLimit) -> list[Ruled]:
    shown = int(limit.shown_won)
    limit_won, limit_text = str(shown), exact(limit.exact)
    formula = "price <= limit" if limit.equal_out else "price < limit"
    outcome, reason, tie = Outcome.EXCLUDED_LOW, Reason.BELOW_LIMIT, Tie.NONE
    return [
        Ruled(
            offer,
            outcome,
            reason,
            {"limit_won": limit_won, "short_won": str(shown - price)},
            None,
            tie,
            Step("below_limit", formula, {"price": str(price), "limit": limit_text}, "excluded"),
        )
        for offer, price in offers
    ]


def split(pool: Sequence[Offer], limit: PriceLimit | None) -> tuple[list[Offer], list[Ruled]]:
    """Who stays and who is below the limit; without a limit everybody stays.

    Source: domain 2.5 step 4, LPL-01.

    >>> kept, out = split([Offer(1, Decimal(79)), Offer(2, Decimal(80))], PriceLimit(80, 1))
    >>> [offer.bid_id for offer in kept], [ruled.offer.bid_id for ruled in out]
    ([2], [1])
    """
    if limit is None:
        return list(pool), []
    least = int(limit.shown_won)  # the lowest whole price that stays: prices are whole, so no fraction is compared
    priced = list(zip(pool, wholes([offer.price_won for offer in pool]), strict=True))
    low = [each for each in priced if each[1] < least]
    return [offer for offer, price in priced if price >= least], _all_below(low, limit)


def above(offer: Offer, cap: Fraction | Decimal | int, reason: Reason) -> Ruled:
    """The verdict on a bid above a ceiling; the figures name the highest whole price that is not above.

    Source: domain BID-06, LPL-06.

    >>> above(Offer(1, Decimal(102)), Fraction(201, 2), Reason.ABOVE_CAP).figures
    {'cap_won': '100', 'over_won': '2'}
    """
    limit = Fraction(cap)
    highest = limit.numerator // limit.denominator
    figures = {"cap_won": str(highest), "over_won": str(int(offer.price_won) - highest)}
    test = step(str(reason), "price > cap", "excluded", price=offer.price_won, cap=limit)
    return Ruled(offer, Outcome.EXCLUDED_HIGH, reason, figures, test=test)


def by_price(kept: Sequence[Offer], case: Case, *, cost: bool = False) -> list[Placed]:
    """Places by what is compared, lowest first: the price, or what a preference or the total cost makes of it.

    Source: domain 2.5 step 5, LPL-03, PRF-06, BID-05.

    >>> case = Case([], None, Decimal(100))
    >>> places = by_price([Offer(1, Decimal(97)), Offer(2, Decimal(101), ranked_won=Decimal(95))], case)
    >>> [(place.offer.bid_id, str(place.reason)) for place in places]
    [(2, 'lowest_evaluated'), (1, 'not_lowest_evaluated')]
    """
    if not kept:
        return []
    order = ranked(kept, seed=case.seed)
    best = order[0][0].compared_won
    if cost:
        won, lost = Reason.LOWEST_COST, Reason.NOT_LOWEST_COST
    elif any(offer.ranked_won is not None and offer.ranked_won != offer.price_won for offer in kept):
        won, lost = Reason.LOWEST_EVALUATED, Reason.NOT_LOWEST_EVALUATED
    else:
        lowest_won, later = exact(best), Reason.NOT_LOWEST
        prices = plain_each([offer.price_won for offer, _tie in order])
        return [
            Placed(order[0][0], order[0][1], Reason.LOWEST),
            *(
                Placed(offer, tie, later, {"lowest_won": lowest_won, "above_won": exact(price - prices[0])})
                for (offer, tie), price in zip(order[1:], prices[1:], strict=True)
            ),
        ]
    places = []
    for place, (offer, tie) in enumerate(order):
        figures = {"evaluated_won": exact(offer.compared_won)}
        if place:
            figures |= {"best_won": exact(best), "above_won": exact(offer.compared_won - best)}
        places.append(Placed(offer, tie, lost if place else won, figures))
    return places


def by_score(scored: Sequence[tuple[Offer, Decimal]], case: Case) -> list[Placed]:
    """Places by a score, highest first.

    Source: domain 2.10 COMPOSITE, BID-05.

    >>> case = Case([], None, Decimal(100))
    >>> places = by_score([(Offer(1, Decimal(9)), Decimal("92.4")), (Offer(2, Decimal(9)), Decimal("95.2"))], case)
    >>> [(place.offer.bid_id, place.figures["score"]) for place in places]
    [(2, '95.2'), (1, '92.4')]
    """
    score = {offer.bid_id: value for offer, value in scored}
    order = ranked([offer for offer, _value in scored], seed=case.seed, by=lambda offer: -score[offer.bid_id])
    places = []
    for place, (offer, tie) in enumerate(order):
        figures = {"score": exact(score[offer.bid_id])}
        if place:
            figures["best_score"] = exact(score[order[0][0].bid_id])
        places.append(Placed(offer, tie, Reason.NOT_HIGHEST_SCORE if place else Reason.HIGHEST_SCORE, figures))
    return places


def doubt_of_few(pool: Sequence[Offer], case: Case) -> Doubt:
    """Whether the mean leans on so few bids that an evaluator has to confirm the result.

    Source: domain LPL-04.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> doubt_of_few([Offer(1, Decimal(9)), Offer(2, Decimal(9))], Case([], Notice(), Decimal(10)))
    <Doubt.FEW_BIDS: 'few_bids'>
    """
    return Doubt.FEW_BIDS if len(pool) < case.notice.min_n else Doubt.NONE


def failure_of(kept: Sequence[Offer], out: Sequence[Ruled]) -> Failure:
    """Why nobody is left, if nobody is.

    Source: domain LPL-05.

    >>> failure_of([], [below(Offer(1, Decimal(79)), PriceLimit(80, 1))])
    <Failure.ALL_BELOW: 'all_below'>
    """
    if kept:
        return Failure.NONE
    outcomes = {ruled.outcome for ruled in out}
    if outcomes == {Outcome.EXCLUDED_LOW}:
        return Failure.ALL_BELOW
    return Failure.ALL_ABOVE if outcomes == {Outcome.EXCLUDED_HIGH} else Failure.NONE_LEFT
