"""HOW MUCH was paid how soon: half-years, and the spans of days in which terms of payment are told."""

from dataclasses import dataclass
from datetime import date, timedelta

SPANS = (10, 15, 30, 60)  # days from receipt, each up to and including; then everything later


def span_at(days: int) -> int:
    """Which span so many days from receipt fall into, from 0; the last holds everything later.

    Source: domain 4.9 (Fair Transactions in Subcontracting Act 13-3).

    >>> span_at(10), span_at(11), span_at(60), span_at(61)
    (0, 1, 3, 4)
    """
    return next((at for at, most in enumerate(SPANS) if days <= most), len(SPANS))


@dataclass(frozen=True)
class Half:
    """Half a calendar year."""

    year: int
    no: int  # 1 or 2

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.no == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.no == 1 else date(self.year, 12, 31)

    @property
    def before(self) -> "Half":
        """The half-year before.

        >>> Half(2026, 1).before
        Half(year=2025, no=2)
        """
        return half_of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.no}"


def half_of(day: date) -> Half:
    """The half-year of a day.

    Source: domain 4.9.

    >>> half_of(date(2026, 6, 30)), half_of(date(2026, 7, 1))
    (Half(year=2026, no=1), Half(year=2026, no=2))
    """
    return Half(day.year, 1 if day.month <= 6 else 2)


def half_named(text: str, today: date) -> Half:
    """``2026-1`` as it stands in an address; the last whole half-year for anything else, or for one that is not over.

    Source: domain 4.9.

    >>> half_named("2025-2", date(2026, 11, 27)), half_named("x", date(2026, 11, 27))
    (Half(year=2025, no=2), Half(year=2026, no=1))
    """
    latest = half_of(today).before
    year, _dash, no = text.partition("-")
    if no in ("1", "2") and len(year) == 4 and year.isascii() and year.isdigit() and int(year) >= 2000:
        asked = Half(int(year), int(no))
        if asked.last <= latest.last:
            return asked
    return latest
