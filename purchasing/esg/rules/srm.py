"""HOW MUCH: the comprehensive evaluation of a supplier (SRM): quality, delivery, cooperation, ESG."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

QUALITY, DELIVERY, COOPERATION, ESG = "quality", "delivery", "cooperation", "esg"
PARTS = (QUALITY, DELIVERY, COOPERATION, ESG)
MOST_BONUS = Decimal(2)


def evaluated(shares: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> Decimal | None:
    """Points of 100 from the four shares (of 1) and their weights, that add up to 1; two places, half up.

    None as long as a part has no data: what was not measured is neither nothing nor everything.

    Source: domain 11.5, vectors esg.srm.

    >>> weights = dict(zip(PARTS, map(Decimal, ("0.35", "0.25", "0.20", "0.20"))))
    >>> evaluated(dict(zip(PARTS, map(Decimal, ("0.90", "0.85", "0.80", "0.782957")))), weights)
    Decimal('84.41')
    >>> evaluated({QUALITY: Decimal(1), DELIVERY: None}, weights) is None
    True
    """
    total = Fraction(0)
    for part in PARTS:
        share = shares.get(part)
        if share is None:
            return None
        total += Fraction(share) * Fraction(weights[part])
    cents = total * 10_000
    return Decimal((2 * cents.numerator + cents.denominator) // (2 * cents.denominator)).scaleb(-2)


def bonus_in(value: str | None) -> Decimal:
    """Points beside the total, from what stands recorded: none without a record, never above two.

    Source: domain 10, FRD-02; appendix A, frd.bonus_cap.

    >>> bonus_in("1.50"), bonus_in("3"), bonus_in(None)
    (Decimal('1.50'), Decimal('2.00'), Decimal('0.00'))
    """
    return min(Decimal(value or 0), MOST_BONUS).quantize(Decimal("0.01"))


def in_time(days: list[Decimal], *, within: int) -> Decimal | None:
    """The share of what came within so many days of its day; four places, half up; None of none.

    Of answers the business days of the terms, of deliveries none. Source: domain 11.5, our choice of the measure.

    >>> in_time([Decimal(1), Decimal(5), Decimal(2)], within=3), in_time([], within=3)
    (Decimal('0.6667'), None)
    """
    if not days:
        return None
    held = Fraction(sum(1 for each in days if each <= within), len(days)) * 10_000
    return Decimal((2 * held.numerator + held.denominator) // (2 * held.denominator)).scaleb(-4)


def mean(shares: list[Decimal]) -> Decimal | None:
    """The mean of shares of 1; four places, half up; None of none.

    Source: domain 11.5 (quality), CNV-03.

    >>> mean([Decimal(1), Decimal("0.5")]), mean([])
    (Decimal('0.7500'), None)
    """
    if not shares:
        return None
    held = Fraction(sum(shares, Decimal(0))) / len(shares) * 10_000
    return Decimal((2 * held.numerator + held.denominator) // (2 * held.denominator)).scaleb(-4)
