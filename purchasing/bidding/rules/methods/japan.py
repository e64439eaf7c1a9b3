"""The minimum price of Japanese local governments (最低制限価格), from the parts of the planned cost."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.floors import judged_at, mixed
from purchasing.bidding.rules.methods.placing import above, failure_of
from purchasing.bidding.rules.offers import Case, Judged, Reason, Step, step
from purchasing.bidding.rules.price_limit import PriceLimit

PARTS = ("direct", "common", "site", "general")


def minimum_of(
    parts: Mapping[str, Decimal],
    shares: Mapping[str, Decimal],
    *,
    low: Decimal = Decimal("0.75"),
    high: Decimal = Decimal("0.92"),
) -> Fraction:
    """The minimum: a share of each part, not outside a band of the planned price; in won, exact.

    The planned price is the sum of the parts. Source: domain 2.10, JP_MIN.

    >>> parts = {"direct": Decimal(60), "common": Decimal(8), "site": Decimal(12), "general": Decimal(15)}
    >>> model = {"direct": Decimal("0.97"), "common": Decimal("0.9"), "site": Decimal("0.9")}
    >>> minimum_of(parts, {**model, "general": Decimal("0.68")})
    Fraction(432, 5)
    >>> minimum_of(parts, {**model, "general": Decimal("0.55")}, high=Decimal("0.88"))
    Fraction(418, 5)
    """
    planned = sum((Fraction(parts[name]) for name in PARTS), Fraction(0))
    raw = sum((Fraction(parts[name]) * Fraction(shares[name]) for name in PARTS), Fraction(0))
    return min(max(raw, Fraction(low) * planned), Fraction(high) * planned)


def jp_min(case: Case) -> Judged:
    """Below the minimum price is out without an explanation, above the planned price too; the lowest rest wins.

    Source: domain 2.10, JP_MIN.

    >>> from purchasing.bidding.rules.offers import Notice, Offer
    >>> figures = {"direct_won": "60", "common_won": "8", "site_won": "12", "general_won": "15", "low": "0.75",
    ...     "high": "0.92", "direct": "0.97", "common": "0.9", "site": "0.9", "general": "0.68"}
    >>> pool = [Offer(1, Decimal(86)), Offer(2, Decimal(87)), Offer(3, Decimal(96))]
    >>> judged = jp_min(Case(pool, Notice(figures=figures), Decimal(95)))
    >>> judged.ranked[0].offer.bid_id, [str(ruled.reason) for ruled in judged.out]
    (2, ['below_limit', 'above_cap'])
    """
    figures = case.notice.figures
    parts = {name: Decimal(str(figures[f"{name}_won"])) for name in PARTS}
    shares = {name: Decimal(str(figures[name])) for name in PARTS}
    low, high = Decimal(str(figures["low"])), Decimal(str(figures["high"]))
    planned = sum(parts.values(), Decimal(0))
    minimum = minimum_of(parts, shares, low=low, high=high)
    trace = _trace(parts, shares, planned, low, high, minimum)
    over = [above(offer, planned, Reason.ABOVE_CAP) for offer in case.pool if offer.price_won > planned]
    within = [offer for offer in case.pool if offer.price_won <= planned]
    inner = Case(within, case.notice, case.base_won, case.seed, case.draw)
    judged = judged_at(PriceLimit(minimum.numerator, minimum.denominator), inner, trace)
    judged.out += over
    judged.failure = failure_of([place.offer for place in judged.ranked], judged.out)
    return judged


def _trace(parts, shares, planned: Decimal, low: Decimal, high: Decimal, minimum: Fraction) -> list[Step]:
    raw = sum((Fraction(parts[name]) * Fraction(shares[name]) for name in PARTS), Fraction(0))
    numbers = {name: parts[name] for name in PARTS}
    weights = {f"{name}_share": shares[name] for name in PARTS}
    return [
        step("planned", "direct + common + site + general", planned, **numbers),
        step("parts", "sum(share * part)", mixed(raw), **numbers, **weights),
        step("limit", "min(max(parts, low * planned), high * planned)", mixed(minimum), low=low, high=high),
    ]
