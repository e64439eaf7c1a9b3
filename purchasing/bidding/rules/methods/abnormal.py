"""Abnormally low offers are asked about, never excluded by a number (EU_EXPLAIN)."""

from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.floors import mixed, not_explained
from purchasing.bidding.rules.methods.placing import by_price, failure_of, sum_of
from purchasing.bidding.rules.offers import Ask, Case, Judged, Offer, Step, step


def triggers_of(offer: Offer, case: Case) -> tuple[Step, ...]:
    """What makes a price look abnormally low; any one is enough, none excludes.

    Below a share of the base price, below a share of the mean of all responsive bids, below a share of the second
    lowest, or an evaluator's own doubt. Source: domain 2.9.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> pool = [Offer(n, Decimal(p) * 10**6) for n, p in enumerate((82, 118, 125, 131))]
    >>> shares = {"of_base": "0.7", "of_mean": "0.7", "of_second": "0"}
    >>> case = Case(pool, Notice(figures=shares), Decimal(120_000_000))
    >>> [(line.name, line.numbers["limit"]) for line in triggers_of(pool[0], case)]
    [('of_base', '84000000')]
    """
    return _triggers(offer, _limits(case))


def _limits(case: Case) -> list[tuple[str, str, Fraction]]:
    def share(name: str) -> Fraction:
        return Fraction(Decimal(str(case.notice.figures.get(name) or 0)))

    limits = [("of_base", "price < share * base", share("of_base") * Fraction(case.base_won))]
    mean = Fraction(sum_of(case.pool), len(case.pool))
    limits.append(("of_mean", "price < share * mean", share("of_mean") * mean))
    prices = sorted(int(offer.price_won) for offer in case.pool)
    if len(prices) > 1:
        limits.append(("of_second", "price < share * second lowest", share("of_second") * prices[1]))
    return limits


def _triggers(offer: Offer, limits: list[tuple[str, str, Fraction]]) -> tuple[Step, ...]:
    found = [
        step(name, formula, "true", price=offer.price_won, limit=mixed(limit))
        for name, formula, limit in limits
        if Fraction(offer.price_won) < limit
    ]
    if offer.doubted:
        found.append(step("manual", "an evaluator asks", "true", price=offer.price_won))
    return tuple(found)


def eu_explain(case: Case) -> Judged:
    """The lowest price wins unless it looks abnormally low and its explanation does not account for it.

    Bids that look abnormally low and are not decided on yet come back in ``asks``: the result is not final then.
    Source: domain 2.9, Directive 2014/24/EU article 69.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> notice = Notice(figures={"of_base": "0.7"})
    >>> def of(explained): return Offer(1, Decimal(60), explained=explained)
    >>> def judge(explained): return eu_explain(Case([of(explained), Offer(2, Decimal(90))], notice, Decimal(100)))
    >>> [(len(j.asks), j.ranked[0].offer.bid_id) for j in map(judge, (None, True, False))]
    [(1, 1), (0, 1), (0, 2)]
    """
    limits = _limits(case)
    trace = [step(name, formula.removeprefix("price < "), mixed(limit)) for name, formula, limit in limits]
    kept, out, asks = [], [], []
    for offer in case.pool:
        triggers = _triggers(offer, limits)
        if triggers and offer.explained is False:
            out.append(not_explained(offer))
            continue
        if triggers and offer.explained is None:
            asks.append(Ask(offer, triggers))
        kept.append(offer)
    return Judged(by_price(kept, case), out, trace=trace, failure=failure_of(kept, out), asks=asks)
