"""Lower price limits (저가제한): POSCO's, POSCO E&C's, a fixed share, an announced minimum; and the lowest price."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.placing import above, by_price, doubt_of_few, failure_of, split
from purchasing.bidding.rules.offers import (
    Ask,
    Case,
    Doubt,
    Judged,
    Offer,
    Outcome,
    Placed,
    Reason,
    Ruled,
    Step,
    exact,
    ranked,
    step,
)
from purchasing.bidding.rules.price_limit import PriceLimit, announced_minimum, fixed_limit, posco_limit


def lpl_posco(case: Case) -> Judged:
    """``ratio`` of the midpoint of the mean of all bids and the base price; strictly below is out; the lowest wins.

    A single bid has no mean to be compared with (LPL-04): it has no limit, and must be explained when it is below
    ``ratio`` of the base price. Source: domain 2.5.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((70_000_000, 75_000_000, 80_000_001))]
    >>> [line.result for line in lpl_posco(Case(pool, Notice(), Decimal(90_000_001))).trace]
    ['75000000 1/3', '82500000 2/3', '70125000 17/30', '70125001']
    """
    return judged_by_posco(case)


def judged_by_posco(case: Case, *, cost: bool = False) -> Judged:
    """The same for methods that take their limit from LPL_POSCO and rank by something else.

    Source: domain 2.5, TCO-08.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> judged_by_posco(Case([Offer(1, Decimal(90)), Offer(2, Decimal(95))], Notice(), Decimal(100))).doubt
    <Doubt.FEW_BIDS: 'few_bids'>
    """
    if len(case.pool) == 1:
        return _single(case, cost=cost)
    notice = case.notice
    limit = posco_limit([offer.price_won for offer in case.pool], base_won=case.base_won, ratio=notice.ratio)
    kept, out = split(case.pool, limit)
    trace = [
        step("mean", "sum / n", _mixed(limit.mean), sum=limit.sum_won, n=limit.count),
        step("average", "(mean + base) / 2", _mixed(limit.average), mean=_mixed(limit.mean), base=case.base_won),
        step("limit", "ratio * average", _mixed(limit.exact), ratio=notice.ratio, average=_mixed(limit.average)),
        _shown(limit),
    ]
    places = by_price(kept, case, cost=cost)
    return Judged(places, out, limit, trace, doubt_of_few(case.pool, case), failure_of(kept, out))


def lpl_ec(case: Case) -> Judged:
    """``ratio`` of the midpoint of the order budget and the mean of the bids within it but the lowest.

    Of several equal lowest bids one is left out. With fewer than two bids within the budget LPL_POSCO is used, with its
    own ratio (a notice that promised none has one ratio for both). Bids above the budget are in no pool and are not
    awarded, like those above the pool cap (LPL-06).
    Source: domain 2.6.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> prices = (68_000_000, 78_500_000, 88_000_000, 92_000_000, 97_000_000)
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate(prices)]
    >>> notice = Notice(ratio=Decimal("0.8"), budget_won=Decimal(100_000_000))
    >>> lpl_ec(Case(pool, notice, Decimal(95_000_000))).limit.shown_won
    Decimal('75550000')
    """
    budget = case.notice.budget_won
    if budget is None:
        raise ValueError("LPL_EC needs the budget in the notice")
    over = [above(offer, budget, Reason.ABOVE_BUDGET) for offer in case.pool if offer.price_won > budget]
    within = [offer for offer in case.pool if offer.price_won <= budget]
    if len(within) < 2:
        if not within:
            return Judged([], over, failure=failure_of([], over))
        own = case.notice.figures.get("posco_ratio")
        notice = replace(case.notice, ratio=Decimal(str(own))) if own else case.notice
        judged = judged_by_posco(Case(within, notice, case.base_won, case.seed, case.draw))
        judged.out += over
        return judged
    lowest = min(offer.price_won for offer in within)
    rest = sorted(int(offer.price_won) for offer in within)[1:]
    limit = posco_limit([Decimal(price) for price in rest], base_won=budget, ratio=case.notice.ratio)
    kept, out = split(within, limit)
    trace = [
        step("lowest_dropped", "min(bids within budget)", lowest, budget=budget, n=len(within)),
        step("mean", "sum / n", _mixed(limit.mean), sum=limit.sum_won, n=limit.count),
        step("average", "(mean + budget) / 2", _mixed(limit.average), mean=_mixed(limit.mean), budget=budget),
        step("limit", "ratio * average", _mixed(limit.exact), ratio=case.notice.ratio, average=_mixed(limit.average)),
        _shown(limit),
    ]
    doubt = doubt_of_few(within, case)
    return Judged(by_price(kept, case), out + over, limit, trace, doubt, failure_of(kept, out + over))


def lpl_fixed(case: Case) -> Judged:
    """``ratio`` of the base price, or of the bids' mean.

    Source: domain 2.6, LPL_FIXED.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((79, 80, 90))]
    >>> lpl_fixed(Case(pool, Notice(ratio=Decimal("0.8")), Decimal(100))).ranked[0].offer.price_won
    Decimal('80')
    """
    notice = case.notice
    if notice.on_mean and len(case.pool) == 1:
        return _single(case)
    prices = [offer.price_won for offer in case.pool]
    limit = fixed_limit(prices, base_won=case.base_won, ratio=notice.ratio, on_mean=notice.on_mean)
    kept, out = split(case.pool, limit)
    if notice.on_mean:
        trace = [
            step("mean", "sum / n", _mixed(limit.mean), sum=limit.sum_won, n=limit.count),
            step("limit", "ratio * mean", _mixed(limit.exact), ratio=notice.ratio, mean=_mixed(limit.mean)),
        ]
    else:
        trace = [step("limit", "ratio * base", _mixed(limit.exact), ratio=notice.ratio, base=case.base_won)]
    # of the base price the limit does not lean on the other bids
    doubt = doubt_of_few(case.pool, case) if notice.on_mean else Doubt.NONE
    return Judged(by_price(kept, case), out, limit, [*trace, _shown(limit)], doubt, failure_of(kept, out))


def minimum_price(case: Case) -> Judged:
    """A minimum that was announced as an amount (最低制限価格): lower bids are disqualified, equal ones stay.

    Source: domain 2.10, JP_MIN.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(1, Decimal(79)), Offer(2, Decimal(80))]
    >>> minimum_price(Case(pool, Notice(minimum_won=Decimal(80)), Decimal(100))).ranked[0].offer.bid_id
    2
    """
    if case.notice.minimum_won is None:
        raise ValueError("a tender with an announced minimum needs the minimum")
    return judged_at(announced_minimum(case.notice.minimum_won), case, [])


def judged_at(limit: PriceLimit, case: Case, trace: list[Step]) -> Judged:
    """A limit that does not lean on the bids: strictly below is out, the lowest of the rest wins.

    Source: domain 2.10, JP_MIN.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> judged_at(PriceLimit(80, 1), Case([Offer(1, Decimal(79))], Notice(), Decimal(100)), []).failure
    <Failure.ALL_BELOW: 'all_below'>
    """
    kept, out = split(case.pool, limit)
    return Judged(by_price(kept, case), out, limit, [*trace, _shown(limit)], failure=failure_of(kept, out))


def lowest(case: Case) -> Judged:
    """The lowest price wins, without a limit; only where a law that the notice names asks for it.

    Source: domain 2.2 LOWEST, BID-05.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(1, Decimal(79)), Offer(2, Decimal(80))]
    >>> lowest(Case(pool, Notice(), Decimal(100))).ranked[0].offer.bid_id
    1
    """
    return Judged(by_price(case.pool, case))


def _single(case: Case, *, cost: bool = False) -> Judged:
    """LPL-04: no limit for a single bid, but one below ``ratio`` of the base price has to be explained."""
    offer = case.pool[0]
    floor = fixed_limit([], base_won=case.base_won, ratio=case.notice.ratio)
    test = step("single", "ratio * base", _mixed(floor.exact), ratio=case.notice.ratio, base=case.base_won)
    if not floor.excludes(offer.price_won) or offer.explained:
        return Judged(by_price([offer], case, cost=cost), trace=[test])
    if offer.explained is False:
        out = not_explained(offer)
        return Judged([], [out], trace=[test], failure=failure_of([], [out]))
    [(_offer, tie)] = ranked([offer], seed=case.seed)
    place = Placed(offer, tie, Reason.SINGLE_TO_EXPLAIN, test=test)
    trigger = step("below_single", "price < ratio * base", "true", price=offer.price_won, limit=_mixed(floor.exact))
    return Judged([place], trace=[test], doubt=Doubt.SINGLE_LOW, asks=[Ask(offer, (trigger,))])


def not_explained(offer: Offer) -> Ruled:
    """The verdict on a bid whose low price was not accounted for.

    Source: domain 2.9.

    >>> str(not_explained(Offer(1, Decimal(70))).reason)
    'not_explained'
    """
    test = step("explanation", "accepted", "false", price=offer.price_won)
    return Ruled(offer, Outcome.EXCLUDED_LOW, Reason.NOT_EXPLAINED, {"price_won": exact(offer.price_won)}, test=test)


def _shown(limit: PriceLimit) -> Step:
    return step("shown", "ceil(limit)", limit.shown_won, limit=_mixed(limit.exact))


def _mixed(value: Fraction | None) -> str:
    """A fraction the way people read it, without loss: ``70125000 17/30``."""
    if value is None:
        return ""
    part, rest = divmod(value.numerator, value.denominator)
    return exact(part) if rest == 0 else f"{part} {rest}/{value.denominator}"


def mixed(value: Fraction) -> str:
    """A number as a whole part and a fraction: nothing is lost, and it can be read.

    Source: domain CNV-07.

    >>> mixed(Fraction(7, 2)), mixed(Fraction(8, 2))
    ('3 1/2', '4')
    """
    return _mixed(value)
