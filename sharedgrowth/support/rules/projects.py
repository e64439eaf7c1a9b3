"""Days, tranches and costs of a project. Source: domain 7.3, 7.4, 7.5, 15 (FND-06)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from portal.periods import months_after

VAT = Decimal("0.1")
TRANCHES = (Decimal("0.4"), Decimal("0.4"), Decimal("0.2"))  # agreement, interim evidence, verified result: FND-06


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase with its days."""

    key: str
    begins_on: date
    ends_on: date


def planned_phases(begins_on: date, weeks: Sequence[tuple[str, int]]) -> list[PlannedPhase]:
    """Phases one after another, each of its weeks, from the first day of the project on.

    Source: domain 7.3 (the QSS plan: 2 + 4 + 6 + 10 + 2 weeks).

    >>> plan = planned_phases(date(2027, 1, 4), [("diagnosis", 2), ("5s", 4)])
    >>> [(each.key, each.begins_on.isoformat(), each.ends_on.isoformat()) for each in plan]
    [('diagnosis', '2027-01-04', '2027-01-17'), ('5s', '2027-01-18', '2027-02-14')]
    """
    found, day = [], begins_on
    for key, number in weeks:
        last = day + timedelta(weeks=number, days=-1)
        found.append(PlannedPhase(key, day, last))
        day = last + timedelta(days=1)
    return found


def weeks_counted(
    begins_on: date, *, until: date, visited: Iterable[date], rests: Iterable[tuple[date, date]] = ()
) -> dict[date, bool]:
    """Whole weeks, counted from the first day, that passed before ``until``: their first days, and whether visited.

    A week in which the project rested (first and last day of each rest) counts only if somebody came all the same.

    Source: domain 7.3 (QSS: a consultant at least one day a week).

    >>> visited = [date(2027, 1, 4), date(2027, 1, 20)]
    >>> weeks = weeks_counted(date(2027, 1, 4), until=date(2027, 1, 26), visited=visited)
    >>> [day.isoformat() for day, seen in weeks.items() if not seen]
    ['2027-01-11']
    >>> rest = (date(2027, 1, 13), date(2027, 1, 21))
    >>> list(weeks_counted(date(2027, 1, 4), until=date(2027, 1, 26), visited=visited, rests=[rest]).values())
    [True, True]
    """
    seen = {(day - begins_on).days // 7 for day in visited}
    resting = {
        number
        for first, last in rests
        for number in range((first - begins_on).days // 7, (last - begins_on).days // 7 + 1)
    }
    passed = range((until - begins_on).days // 7)
    return {
        begins_on + timedelta(weeks=number): number in seen
        for number in passed
        if number in seen or number not in resting
    }


def tranche_won(total_won: Decimal, tranche: int) -> Decimal:
    """The won of a tranche of a commitment; the last one takes what rounding left, so that all are the total.

    Source: domain 15, FND-06.

    >>> [int(tranche_won(Decimal(78_000_001), place)) for place in (1, 2, 3)]
    [31200000, 31200000, 15600001]
    """
    parts = [(total_won * share).quantize(Decimal(1), ROUND_FLOOR) for share in TRANCHES[:-1]]
    return total_won - sum(parts, Decimal(0)) if tranche == len(TRANCHES) else parts[tranche - 1]


def claimable_won(costs_won: Decimal, *, total_won: Decimal, support_won: Decimal) -> Decimal:
    """What of the support has been earned by invoices of ``costs_won``: the same share that it has of the total.

    Rounded down to the won, never more than the support.

    Source: domain 7.4 (the parts are shares of what the project costs).

    >>> claimable_won(Decimal(80_000_000), total_won=Decimal(200_000_000), support_won=Decimal(78_000_000))
    Decimal('31200000')
    """
    if total_won <= 0:
        return Decimal(0)
    return min(support_won, (costs_won * support_won / total_won).quantize(Decimal(1), ROUND_FLOOR))


def quotes_needed(amount_won: Decimal, *, two_from_won: Decimal) -> int:
    """How many quotes a cost needs: one, and two above the threshold.

    Source: domain 7.4 (costs need quotes, at least 2 above 20 million won).

    >>> quotes_needed(Decimal(20_000_000), two_from_won=Decimal(20_000_000))
    1
    >>> quotes_needed(Decimal(20_000_001), two_from_won=Decimal(20_000_000))
    2
    """
    return 2 if amount_won > two_from_won else 1


def vat_at_most(amount_won: Decimal) -> Decimal:
    """The most that the VAT of an amount without VAT can be (won): a tenth, a broken won in full.

    Source: Value-Added Tax Act, art. 30 (10 %); domain 15, edge (the part that cannot be deducted is a cost).

    >>> vat_at_most(Decimal(1_234_567))
    Decimal('123457')
    """
    return (amount_won * VAT).quantize(Decimal(1), ROUND_CEILING)


def invoice_key(number: str) -> str:
    """An invoice number as it is compared: capitals, without spaces and dashes, so that one typed twice is found.

    Source: domain 7.5 (double subsidy), FND-09.

    >>> invoice_key(" ab-2026 / 0012 ")
    'AB2026/0012'
    """
    return "".join(letter for letter in number.upper() if not letter.isspace() and letter != "-")


def measured_from(completed_on: date, months: int) -> date:
    """The first day on which the result may be measured: so many months of use after the completion.

    Source: domain 7.3 (MEASURED, 3 months later).

    >>> measured_from(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    return months_after(completed_on, months)


def wall_until(seen_on: date, months: int) -> date:
    """The last day on which somebody who saw a company's costs stays out of tenders that it bids in.

    Source: domain 16.3, SOD-14.

    >>> wall_until(date(2026, 5, 31), 6)
    datetime.date(2026, 11, 30)
    """
    return months_after(seen_on, months)


def months_between(first: date, last: date) -> list[date]:
    """The first day of each month that the days touch.

    Source: domain 8, SGS-01 (capacity by month).

    >>> [day.isoformat() for day in months_between(date(2026, 12, 15), date(2027, 2, 1))]
    ['2026-12-01', '2027-01-01', '2027-02-01']
    """
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append(day)
        day = months_after(day, 1)
    return found


def days_by_month(days: Iterable[date]) -> dict[date, int]:
    """How many of the days lie in each month.

    Source: domain 8, SGS-01.

    >>> days_by_month([date(2027, 1, 29), date(2027, 2, 1), date(2027, 2, 2)])
    {datetime.date(2027, 1, 1): 1, datetime.date(2027, 2, 1): 2}
    """
    found: dict[date, int] = {}
    for day in days:
        month = day.replace(day=1)
        found[month] = found.get(month, 0) + 1
    return found
