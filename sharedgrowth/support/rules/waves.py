"""HOW MUCH: the score by which the support group chooses companies, days of experts by month, dates."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.money import shares
from portal.periods import months_after

WEIGHTS = {"severity": 30, "fit": 25, "commitment": 20, "spillover": 15, "fresh": 10}  # SGS-02
LEAST_MEMBERS = 3  # of the committee
TRIAGE_DAYS = 10  # business days
DIAGNOSIS_WEEKS = 8
MEASURE_MONTHS = 3


def selection_points(parts: Mapping[str, Decimal], *, supported_recently: bool) -> Decimal:
    """The points of a request from 0 to 100: each part from 0 to 1 times its weight; two places, half up.

    Severity of the problem 30, fit with the expertise 25, commitment of the company 20, use for others 15, and 10 for
    a company that was not supported in the last 24 months.

    Source: domain 8, SGS-02.

    >>> values = [Decimal("0.8"), Decimal("0.6"), Decimal(1), Decimal("0.5")]
    >>> parts = dict(zip(["severity", "fit", "commitment", "spillover"], values, strict=True))
    >>> selection_points(parts, supported_recently=False)
    Decimal('76.50')
    >>> selection_points(parts, supported_recently=True)
    Decimal('66.50')
    """
    points = sum((parts[name] * weight for name, weight in WEIGHTS.items() if name != "fresh"), Decimal(0))
    points += Decimal(0) if supported_recently else Decimal(WEIGHTS["fresh"])
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def mean_points(scores: Sequence[Mapping[str, Decimal]], *, supported_recently: bool) -> Decimal:
    """The mean of what the members of the committee gave; the order of the members does not matter.

    Source: domain 8, SGS-02 (committee of at least three).

    >>> half, full = ({name: Decimal(part) for name in WEIGHTS} for part in ("0.5", "1"))
    >>> mean_points([half, full, full], supported_recently=False)
    Decimal('85.00')
    """
    means = {
        name: sum((score[name] for score in scores), Decimal(0)) / len(scores) for name in WEIGHTS if name != "fresh"
    }
    return selection_points(means, supported_recently=supported_recently)


def chosen(ranked: Sequence[int], places: int) -> tuple[list[int], list[int]]:
    """Who gets a place, and who does not; ``ranked`` best first.

    Source: domain 8, SgsWave (capacity firms).

    >>> chosen([3, 1, 2], 2)
    ([3, 1], [2])
    """
    return list(ranked[:places]), list(ranked[places:])


def days_by_month(days: Decimal, first: date, last: date) -> dict[date, Decimal]:
    """The days of an expert spread over the months from ``first`` to ``last``, in tenths that add up to ``days``.

    Source: domain 8, SGS-01.

    >>> spread = days_by_month(Decimal(10), date(2026, 11, 20), date(2027, 1, 5))
    >>> [(month.isoformat(), str(part)) for month, part in spread.items()]
    [('2026-11-01', '3.4'), ('2026-12-01', '3.3'), ('2027-01-01', '3.3')]
    """
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = months_after(month, 1)
    tenths = shares(Decimal(int(days * 10)), [Decimal(1)] * len(months))
    return {month: part / 10 for month, part in zip(months, tenths, strict=True) if part}


def diagnosis_due(begun_on: date) -> date:
    """The last day of a diagnosis: eight weeks.

    Source: domain 8 (DIAGNOSIS <= 8 weeks).

    >>> diagnosis_due(date(2026, 12, 1))
    datetime.date(2027, 1, 26)
    """
    return begun_on + timedelta(weeks=DIAGNOSIS_WEEKS)


def measures_long_enough(begun_on: date, ended_on: date) -> bool:
    """Whether an effect was measured over at least three months.

    Source: domain 8 (MEASURED >= 3 months).

    >>> [measures_long_enough(date(2026, 9, day), date(2026, 12, 1)) for day in (1, 2)]
    [True, False]
    """
    return ended_on >= months_after(begun_on, MEASURE_MONTHS)
