"""Whole months from one to another, as an address names them: the period of a programme's figures."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.clock import SEOUL

MONTHS, MOST_MONTHS = 12, 36


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, both ends included."""

    first: date  # the first day of the first month
    last: date  # the last day of the last month

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        found, day = [], self.first
        while day <= self.last:
            found.append(day)
            day = after(day, 1)
        return found


def after(month: date, number: int) -> date:
    """The first day of the month ``number`` months later.

    >>> after(date(2026, 11, 1), 2), after(date(2026, 1, 1), -1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    years, place = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(years, place + 1, 1)


def months_after(day: date, number: int) -> date:
    """The same day ``number`` months later, or the last of that month when it has no such day (Civil Code 160).

    >>> months_after(date(2026, 11, 26), 24), months_after(date(2026, 8, 31), 6)
    (datetime.date(2028, 11, 26), datetime.date(2027, 2, 28))
    """
    month = after(day, number)
    return month.replace(day=min(day.day, (after(month, 1) - timedelta(days=1)).day))


def month_of(text: str) -> date | None:
    """The first day of a month as an address names it.

    >>> month_of("2026-02"), month_of("2026-13"), month_of("02.2026")
    (datetime.date(2026, 2, 1), None, None)
    """
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text, re.ASCII):
        return None
    return date(int(text[:4]), int(text[5:]), 1)


def period_of(begins: str, ends: str, today: date) -> Period:
    """The months asked for: twelve up to this one unless said otherwise, never more than three years.

    Months to come are left out; of a period that has not begun at all its first month stays, which has no figures.

    >>> period_of("", "", date(2026, 11, 26))
    Period(first=datetime.date(2025, 12, 1), last=datetime.date(2026, 11, 30))
    >>> period_of("2026-05", "2026-03", date(2026, 11, 26)).months[0]
    datetime.date(2026, 3, 1)
    >>> period_of("1990-01", "2030-01", date(2026, 11, 26)).first
    datetime.date(2023, 12, 1)
    >>> period_of("2027-05", "2027-01", date(2026, 11, 26))
    Period(first=datetime.date(2027, 1, 1), last=datetime.date(2027, 1, 31))
    """
    this = today.replace(day=1)
    last = month_of(ends) or max(this, month_of(begins) or this)
    first = month_of(begins) or after(min(last, this), 1 - MONTHS)
    first, last = min(first, last), max(first, last)
    last = max(first, min(last, this))
    first = max(first, after(last, 1 - MOST_MONTHS))
    return Period(first, after(last, 1) - timedelta(days=1))


def span_of(period: Period) -> tuple[datetime, datetime]:
    """The moments between which the period lies, the second one excluded.

    >>> str(span_of(Period(date(2026, 1, 1), date(2026, 1, 31)))[1])
    '2026-02-01 00:00:00+09:00'
    """
    ends = period.last + timedelta(days=1)
    return datetime.combine(period.first, time.min, SEOUL), datetime.combine(ends, time.min, SEOUL)
