"""HOW MUCH: by when a fault of a facility is mended, how an inspection stands."""

from collections.abc import Iterable
from datetime import date, timedelta

DAYS = {"stop": 1, "high": 30, "medium": 90, "low": 180}  # calendar days; stop: before work goes on


def due_on(severity: str, found_on: date) -> date:
    """By when a fault is mended: stop work a day, serious 30, medium 90, minor 180 days.

    Source: domain 8, SGS-07; the days are those of corrective actions (11.6).

    >>> due_on("high", date(2026, 12, 1))
    datetime.date(2026, 12, 31)
    """
    return found_on + timedelta(days=DAYS[severity])


def is_complete(asked: Iterable[int], answered: Iterable[int]) -> bool:
    """Whether every item of the checklist has an answer.

    Source: domain 8, FacilityInspection.

    >>> is_complete([1, 2], [2, 1]), is_complete([1, 2], [1])
    (True, False)
    """
    return set(asked) <= set(answered)


def in_order_pct(ok: int, faults: int) -> int | None:
    """The share of what applies that is in order, in whole percent, rounded down; None when nothing applies.

    Source: domain 8, FacilityInspection.

    >>> in_order_pct(9, 3), in_order_pct(0, 0)
    (75, None)
    """
    return ok * 100 // (ok + faults) if ok + faults else None
