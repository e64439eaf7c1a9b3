"""How much an indicator of a project improved, and the mean of all. Source: domain 7.3."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

PLACES = Decimal("0.000001")


def improvement_rate(before: Decimal, after: Decimal, *, lower_is_better: bool) -> Decimal | None:
    """The improvement as a fraction of the value before; None where that is zero: then only the difference is said.

    A fraction with 6 places, rounded half up; below zero where it got worse.

    Source: domain 7.3, CNV-03.

    >>> improvement_rate(Decimal("3.2"), Decimal("2.4"), lower_is_better=True)
    Decimal('0.250000')
    >>> improvement_rate(Decimal(96), Decimal(118), lower_is_better=False)
    Decimal('0.229167')
    >>> improvement_rate(Decimal(0), Decimal(5), lower_is_better=False) is None
    True
    """
    if before == 0:
        return None
    gained = before - after if lower_is_better else after - before
    return (gained / before).quantize(PLACES, ROUND_HALF_UP)


def mean_improvement(pairs: Iterable[tuple[Decimal, Decimal, bool]]) -> Decimal | None:
    """The mean of the rates of (before, after, lower is better), without those that have none; None without any.

    Each rate stays exact until the mean is rounded to 6 places, half up.

    Source: domain 7.3.

    >>> mean_improvement([(Decimal("3.2"), Decimal("2.4"), True), (Decimal(96), Decimal(118), False)])
    Decimal('0.239583')
    >>> mean_improvement([(Decimal(0), Decimal(1), False)]) is None
    True
    """
    rates = [
        (before - after if lower else after - before) / before for before, after, lower in pairs if before != Decimal(0)
    ]
    return (sum(rates, Decimal(0)) / len(rates)).quantize(PLACES, ROUND_HALF_UP) if rates else None


def reaches_target(after: Decimal, target: Decimal, *, lower_is_better: bool) -> bool:
    """Whether the value after is at its target or better.

    Source: domain 7.2 (Kpi: target).

    >>> reaches_target(Decimal("2.4"), Decimal("2.4"), lower_is_better=True)
    True
    """
    return after <= target if lower_is_better else after >= target
