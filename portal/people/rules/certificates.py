"""How long certificates usually last, and when their holder is reminded."""

from datetime import date, timedelta

REMIND_DAYS = (60, 30, 7)


def usual_valid_to(valid_from: date, years: int | None) -> date | None:
    """The usual last day of a certificate of so many years; None when it does not expire. The document always wins.

    Source: domain CAT-17.

    >>> usual_valid_to(date(2026, 3, 1), 3), usual_valid_to(date(2024, 2, 29), 3), usual_valid_to(date(2026, 3, 1), 0)
    (datetime.date(2029, 2, 28), datetime.date(2027, 2, 27), None)
    """
    if not years:
        return None
    try:
        anniversary = valid_from.replace(year=valid_from.year + years)
    except ValueError:  # 29 February
        anniversary = valid_from.replace(year=valid_from.year + years, day=28)
    return anniversary - timedelta(days=1)


def reminder_due(valid_to: date, today: date) -> int | None:
    """Which reminder is due today: 60, 30 or 7 (days before the last day), the nearest reached; None when none is.

    A night that was missed is made up for: the reminder stays due until a nearer one takes its place.

    Source: domain 1.10 (certificate expiry).

    >>> last = date(2026, 12, 31)
    >>> [reminder_due(last, last - timedelta(days=days)) for days in (61, 60, 31, 30, 8, 7, 0)]
    [None, 60, 60, 30, 30, 7, 7]
    >>> reminder_due(last, last + timedelta(days=1)) is None
    True
    """
    left = (valid_to - today).days
    reached = [days for days in REMIND_DAYS if 0 <= left <= days]
    return min(reached) if reached else None
