"""How long a listing holds without being confirmed, when its supplier is reminded, and when documents end."""

from collections.abc import Sequence
from datetime import date

CONFIRM_WARNINGS = (30, 7)  # days before the last day
CLAIM_WARNINGS = (60, 30, 7)


def confirm_by(confirmed_on: date) -> date:
    """The last day on which a listing holds: the same day a year after it was confirmed.

    Source: domain 1.7 (EXPIRED: no confirmation for 12 months).

    >>> confirm_by(date(2026, 11, 26)), confirm_by(date(2024, 2, 29))
    (datetime.date(2027, 11, 26), datetime.date(2025, 2, 28))
    """
    return _years_on(confirmed_on, 1)


def confirmed_before(today: date) -> date:
    """Listings confirmed before this day have expired.

    Source: domain 1.7.

    >>> confirmed_before(date(2026, 11, 26))
    datetime.date(2025, 11, 26)
    >>> confirm_by(date(2025, 11, 25)) < date(2026, 11, 26) <= confirm_by(date(2025, 11, 26))
    True
    """
    return _years_on(today, -1)


def warning_due(last: date, today: date, steps: Sequence[int]) -> int | None:
    """Which warning is due: the nearest of ``steps`` (days before ``last``) that is reached; None when none is.

    A night that was missed is made up for: the warning stays due until a nearer one takes its place.

    Source: domain 1.7 (D-30, D-7), 1.10 (jobs).

    >>> from datetime import timedelta
    >>> last = date(2027, 3, 31)
    >>> [warning_due(last, last - timedelta(days=days), (30, 7)) for days in (31, 30, 8, 7, 0, -1)]
    [None, 30, 30, 7, 7, None]
    """
    left = (last - today).days
    reached = [step for step in steps if 0 <= left <= step]
    return min(reached) if reached else None


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
