"""Smart-factory levels: how long an assessment holds, who went up, which system sleeps. Source: domain 7.2, 7.5."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from portal.periods import months_after

VALID_MONTHS = 36
REPORT_BY = 10  # the day of the next month until which a month's use is told


def valid_until(assessed_on: date) -> date:
    """The last day on which an assessment holds: three years.

    Source: domain 7.2 (SmartLevel: valid_to 3 y).

    >>> valid_until(date(2026, 11, 26))
    datetime.date(2029, 11, 25)
    """
    return months_after(assessed_on, VALID_MONTHS) - timedelta(days=1)


def steps_up(levels: Iterable[int]) -> int:
    """By how many levels a company rose, of its confirmed assessments in order; a fall does not count against it.

    Source: domain 7 (KPIs: level-ups).

    >>> steps_up([1, 2, 2, 4]), steps_up([3]), steps_up([2, 1, 2])
    (3, 0, 1)
    """
    known = list(levels)
    return sum(max(0, after - before) for before, after in zip(known, known[1:], strict=False))


def dormant_month(live_on: date, used: Mapping[date, int], on: date) -> date | None:
    """The last month (by its first day) in which a system was not used at all or nothing was told of it; else None.

    Looked at is the last month whose report is due, if the system was live for the whole of it.

    Source: domain 7.5 (dormant smart system: login data below 1 a month).

    >>> dormant_month(date(2026, 5, 20), {date(2026, 10, 1): 14}, date(2026, 11, 26)) is None
    True
    >>> dormant_month(date(2026, 5, 20), {date(2026, 10, 1): 0}, date(2026, 11, 26))
    datetime.date(2026, 10, 1)
    >>> dormant_month(date(2026, 5, 20), {}, date(2026, 11, 9))  # October may still be told
    datetime.date(2026, 9, 1)
    >>> dormant_month(date(2026, 10, 20), {}, date(2026, 11, 26)) is None  # not a whole month yet
    True
    """
    month = months_after(on.replace(day=1), -1 if on.day > REPORT_BY else -2)
    if month < live_on:
        return None
    return month if used.get(month, 0) < 1 else None
