"""The clocks of a corrective action. Source: domain 11.6."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from portal.calendar import business_days_after, next_business_day

TOP, LOW = 5, 1  # of the scale of an item


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the finding until it is contained (None: not asked for) and until it is closed."""

    contain: int | None
    close: int
    plan: int  # business days


@dataclass(frozen=True, slots=True)
class Clocks:
    """The last days of a corrective action."""

    plan_due: date
    contain_due: date | None
    due_on: date


def clocks(opened_on: date, days: Days) -> Clocks:
    """When plan, containment and closure are due; one that falls on a free day ends on the next business day.

    Source: domain 11.6, CNV-05, CNV-06.

    >>> priority = clocks(date(2026, 11, 26), Days(contain=7, close=30, plan=10))  # a Thursday
    >>> priority.plan_due, priority.contain_due, priority.due_on  # 26 December is a Saturday
    (datetime.date(2026, 12, 10), datetime.date(2026, 12, 3), datetime.date(2026, 12, 28))
    >>> clocks(date(2026, 11, 26), Days(contain=None, close=180, plan=10)).contain_due is None
    True
    """
    contain = next_business_day(opened_on + timedelta(days=days.contain)) if days.contain is not None else None
    return Clocks(
        plan_due=business_days_after(opened_on, days.plan),
        contain_due=contain,
        due_on=next_business_day(opened_on + timedelta(days=days.close)),
    )


def most_extension(close_days: int, share: Decimal) -> int:
    """By how many days a corrective action may be extended at most, once: a share of its time, rounded down.

    Source: domain 11.6 (50 %).

    >>> half = Decimal("0.5")
    >>> most_extension(30, half), most_extension(90, half), most_extension(45, half)
    (15, 45, 22)
    """
    return int((Decimal(close_days) * share).to_integral_value(ROUND_FLOOR))


def gravest(items: Iterable[tuple[str, int, int]], most: int = 10) -> list[str]:
    """Which items a company has to mend, of (code, score, weight): those with 0 or 1, the heaviest first, at most
    ``most``; where none is so low, the one item that costs the most points.

    Source: domain 11.5 (scale: 0 none, 1 verbal only), 11.6.

    >>> gravest([("E1", 1, 5), ("S1", 4, 5), ("G1", 0, 3)])
    ['E1', 'G1']
    >>> gravest([("E1", 3, 2), ("S1", 3, 5)])
    ['S1']
    >>> gravest([("E1", 5, 2)])
    []
    """
    rows = sorted(items, key=lambda row: (-row[2] * (TOP - row[1]), row[0]))
    low = [code for code, score, _weight in rows if score <= LOW]
    return low[:most] or [code for code, score, _weight in rows[:1] if score < TOP]
