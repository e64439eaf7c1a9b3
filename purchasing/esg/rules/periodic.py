"""HOW MUCH: when a supplier is assessed next, and what a band asks for. Source: domain 11.5, appendix B."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.periods import months_after

REMINDERS = (14, 7, 1)  # days before the due day
REMINDED_LEAST = 2  # overdue counts only after two reminders. Source: domain 11.5


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often suppliers are assessed, in months, and from which yearly spend (won) every year."""

    months: int
    a_months: int
    first_months: int
    yearly_spend_won: Decimal
    risk_industries: tuple[str, ...] = ()
    recheck_months: int = 6  # bands C, D and R


def is_yearly(spend_won: Decimal, industry: str, cycle: Cycle) -> bool:
    """Whether a supplier is assessed every year: a yearly spend from the threshold on, or an industry of high risk.

    Source: domain 11.5 (cycle).

    >>> cycle = Cycle(12, 24, 12, Decimal(100_000_000), ("24",))
    >>> is_yearly(Decimal(100_000_000), "", cycle), is_yearly(Decimal(99_999_999), "", cycle)
    (True, False)
    >>> is_yearly(Decimal(0), "24191", cycle)
    True
    """
    return spend_won >= cycle.yearly_spend_won or bool(industry) and industry.startswith(cycle.risk_industries)


def next_on(
    *, last_band: str, last_on: date | None, entered_on: date | None, yearly: bool, cycle: Cycle
) -> date | None:
    """The day from which a supplier's next assessment is assigned; None: at once, nothing is known of it.

    After band A in ``a_months``, after B in one cycle (two where nothing asks for every year), after C, D and R in half
    a year. Never assessed: ``first_months`` after its entry.

    Source: domain 11.5 (cycle; bands).

    >>> cycle = Cycle(12, 24, 12, Decimal(100_000_000))
    >>> def of(band, yearly=True): return next_on(
    ...     last_band=band, last_on=date(2026, 1, 31), entered_on=None, yearly=yearly, cycle=cycle)
    >>> str(of("A")), str(of("B")), str(of("B", yearly=False)), str(of("C")), str(of("R"))
    ('2028-01-31', '2027-01-31', '2028-01-31', '2026-07-31', '2026-07-31')
    >>> str(next_on(last_band="", last_on=None, entered_on=date(2026, 3, 2), yearly=True, cycle=cycle))
    '2027-03-02'
    """
    if last_on is not None:
        if last_band == "A":
            return months_after(last_on, cycle.a_months)
        if last_band == "B":
            return months_after(last_on, cycle.months if yearly else 2 * cycle.months)
        return months_after(last_on, cycle.recheck_months)
    return months_after(entered_on, cycle.first_months) if entered_on else None


def valid_to(*, band: str, on: date, cycle: Cycle, grace_days: int) -> date:
    """The last day on which a result that is final on ``on`` counts: until its next assessment at the latest, and while
    that one is answered and reviewed. A newer result takes its place at once.

    Source: domain 11.5 (cycle: a band holds until the next result).

    >>> cycle = Cycle(12, 24, 12, Decimal(100_000_000))
    >>> [str(valid_to(band=band, on=date(2026, 1, 31), cycle=cycle, grace_days=180)) for band in "ABC"]
    ['2028-07-29', '2028-07-29', '2027-01-27']
    """
    months = {"A": cycle.a_months, "B": 2 * cycle.months}.get(band, cycle.recheck_months)
    return months_after(on, months) + timedelta(days=grace_days)


def reminders_owed(*, assigned_on: date, due_on: date, on: date) -> int:
    """How many reminders should have gone out by ``on``: one for each day before the due day that has come since
    it was assigned; once the due day has passed at least as many as lateness needs.

    Source: domain 11.5 (overdue after two reminders).

    >>> def owed(on, assigned_on=date(2026, 11, 1)):
    ...     return reminders_owed(assigned_on=assigned_on, due_on=date(2026, 12, 1), on=on)
    >>> owed(date(2026, 11, 16)), owed(date(2026, 11, 17)), owed(date(2026, 11, 25)), owed(date(2026, 12, 1))
    (0, 1, 2, 3)
    >>> short = date(2026, 11, 28)  # three days only
    >>> owed(date(2026, 11, 29), short), owed(date(2026, 11, 30), short), owed(date(2026, 12, 2), short)
    (0, 1, 2)
    """
    come = sum(assigned_on <= due_on - timedelta(days=days) <= on for days in REMINDERS)
    return max(come, REMINDED_LEAST) if on > due_on else come


def period_of(on: date, taken: Collection[str]) -> str:
    """The name of the period in which an assessment is assigned: the year, or its half when the year is taken; or "".

    Source: domain 11.5 (one a year; band C again after half a year).

    >>> period_of(date(2026, 3, 1), []), period_of(date(2026, 9, 1), ["2026"])
    ('2026', '2026-H2')
    >>> period_of(date(2026, 9, 1), ["2026", "2026-H2"])
    ''
    """
    year = str(on.year)
    half = f"{year}-H{1 if on.month <= 6 else 2}"
    return next((period for period in (year, half) if period not in taken), "")
