"""Registration as a supplier of a sourcing group: the score, the relief, the result. Source: domain 1.7, 5.1, 11.4."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from catalog.states import ESG_PASSES, Outcome, ReliefMode

WHOLE = Decimal(100)
PLACES = Decimal("0.0001")  # Source: domain CNV-03
CLOSING_HOUR = time(18)  # of the last day for applications
DEFAULT_WEIGHTS = (25, 25, 20, 15, 15)  # credit, technical capability, references, quality system, delivery


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a score: its weight, the mean of the ratings, and the points that follow."""

    code: str
    weight: Decimal
    rating: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """What a score comes to: with or without relief, against which pass mark."""

    base: Decimal
    bonus: Decimal
    score: Decimal
    pass_mark: Decimal
    relief: str  # the certificate that relieved, or ""
    outcome: str


def first_closing_day(announced: datetime, days: int) -> date:
    """The first day at whose closing hour an announcement has stood for ``days`` whole days; ``announced`` in Seoul.

    Source: domain 1.1 (open for at least 30 days).

    >>> first_closing_day(datetime(2026, 3, 2, 18, 0), 30), first_closing_day(datetime(2026, 3, 2, 18, 1), 30)
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 2))
    """
    day = announced.date() + timedelta(days=days)
    return day if announced.time() <= CLOSING_HOUR else day + timedelta(days=1)


def weights_fault(weights: Sequence[Decimal]) -> Decimal:
    """How far the weights are from 100 together; 0 when they may be announced.

    Source: domain 1.7 (score = Σ weight × rating, of 100).

    >>> weights_fault([Decimal(25), Decimal(25), Decimal(20), Decimal(15), Decimal(15)]), weights_fault([Decimal(60)])
    (Decimal('0'), Decimal('-40'))
    """
    return sum(weights, Decimal(0)) - WHOLE


def score_lines(weights: Mapping[str, Decimal], ratings: Mapping[str, Collection[Decimal]]) -> list[Line]:
    """Weight × mean rating for each criterion, in points of 100; a criterion that nobody rated counts nothing.

    Points have four decimals, half up. Source: domain 1.7, CNV-03.

    >>> lines = score_lines({"credit": Decimal(25)}, {"credit": [Decimal("0.8"), Decimal("0.7")]})
    >>> lines[0].rating, lines[0].points
    (Decimal('0.7500'), Decimal('18.7500'))
    """
    lines = []
    for code, weight in weights.items():
        given = list(ratings.get(code, ()))
        mean = sum(given, Decimal(0)) / len(given) if given else Decimal(0)
        points = (weight * mean).quantize(PLACES, ROUND_HALF_UP)
        lines.append(Line(code, weight, mean.quantize(PLACES, ROUND_HALF_UP), points))
    return lines


def base_score(lines: Sequence[Line]) -> Decimal:
    """The points of all criteria together.

    Source: domain 1.7, worked example: ratings .80/.70/.90/.80/.60.

    >>> weights = dict(zip("abcde", map(Decimal, DEFAULT_WEIGHTS)))
    >>> ratings = {code: [Decimal(rating)] for code, rating in zip("abcde", [".80", ".70", ".90", ".80", ".60"])}
    >>> base_score(score_lines(weights, ratings))
    Decimal('76.5000')
    """
    return sum((line.points for line in lines), Decimal(0)).quantize(PLACES, ROUND_HALF_UP)


def registration_result(
    base: Decimal,
    *,
    pass_mark: Decimal,
    relief_mode: str,
    relief_points: Decimal,
    social: Sequence[str],
    gate: str,
) -> Result:
    """Whether the company is registered: pass mark reached *and* ESG entry gate passed.

    A socially friendly enterprise gets points added (BONUS) *or* a lower pass mark (THRESHOLD), never both; several
    certificates relieve once. A score is at most 100, a pass mark at least 0.
    Source: domain 1.7 (worked example 76.5 and 86.5), 5.1, 11.4.

    >>> terms = {"pass_mark": Decimal(80), "relief_mode": "BONUS", "relief_points": Decimal(10), "gate": "QUALIFIED"}
    >>> plain = registration_result(Decimal("76.5"), social=[], **terms)
    >>> plain.score, plain.outcome == Outcome.FAIL
    (Decimal('76.5000'), True)
    >>> women = registration_result(Decimal("76.5"), social=["WOMEN"], **terms)
    >>> women.score, women.pass_mark, women.outcome == Outcome.PASS, women.relief
    (Decimal('86.5000'), Decimal('80'), True, 'WOMEN')
    >>> lowered = registration_result(Decimal("76.5"), social=["WOMEN"], **terms | {"relief_mode": "THRESHOLD"})
    >>> lowered.score, lowered.pass_mark, lowered.outcome == Outcome.PASS
    (Decimal('76.5000'), Decimal('70'), True)
    >>> registration_result(Decimal(95), social=[], **terms | {"gate": "NOT_QUALIFIED"}).outcome == Outcome.FAIL
    True
    """
    relief = social[0] if social and relief_mode != ReliefMode.NONE else ""
    bonus = relief_points if relief and relief_mode == ReliefMode.BONUS else Decimal(0)
    lowered = relief_points if relief and relief_mode == ReliefMode.THRESHOLD else Decimal(0)
    score = min(WHOLE, base + bonus).quantize(PLACES, ROUND_HALF_UP)
    mark = max(Decimal(0), pass_mark - lowered)
    passed = score >= mark and gate in ESG_PASSES
    return Result(base, bonus, score, mark, relief, Outcome.PASS if passed else Outcome.FAIL)


def anniversary(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28.

    Source: domain 1.7 (validity and yearly check of a registration).

    >>> anniversary(date(2026, 11, 26), 3), anniversary(date(2024, 2, 29), 1)
    (datetime.date(2029, 11, 26), datetime.date(2025, 2, 28))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
