"""How many found work, and how many stayed. Source: domain 9.3, YDC-07."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.periods import months_after

WINDOW_MONTHS = 3


def rate_pct(part: int, whole: int) -> Decimal | None:
    """A share in percent with two decimals, half up; None of nothing. Source: domain 9.3, YDC-07.

    >>> rate_pct(167, 207), rate_pct(38, 44), rate_pct(0, 0)
    (Decimal('80.68'), Decimal('86.36'), None)
    """
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_in_window(ended_on: date, started_on: date) -> bool:
    """Whether somebody found work within three months after the training. Source: domain 9.3, YDC-07.

    >>> is_in_window(date(2026, 11, 30), date(2027, 2, 28)), is_in_window(date(2026, 11, 30), date(2027, 3, 1))
    (True, False)
    """
    return started_on <= months_after(ended_on, WINDOW_MONTHS)


def check_days(started_on: date, months: Sequence[int]) -> list[tuple[int, date]]:
    """On which days it is asked whether the person is still there. Source: domain 9.2, Placement.

    >>> check_days(date(2026, 8, 31), [1, 6])
    [(1, datetime.date(2026, 9, 30)), (6, datetime.date(2027, 2, 28))]
    """
    return [(number, months_after(started_on, number)) for number in months]


def _is_few(number: int, least: int) -> bool:
    return 0 < number < least


def told_count(number: int, *wholes: int, least: int = 5) -> str:
    """A count of people as a report tells it: a few are not told, so that nobody is recognised. Source: PII-11.

    ``wholes`` stand beside it: where all but a few of one are counted, the few would be known by the difference.

    >>> told_count(0), told_count(4), told_count(5), told_count(28, 30), told_count(25, 30, 27), told_count(30, 30)
    ('0', '< 5', '5', '–', '–', '30')
    """
    if _is_few(number, least):
        return f"< {least}"
    return "–" if any(_is_few(whole - number, least) for whole in wholes) else str(number)


def told_total(numbers: Sequence[int], told: Sequence[str], least: int = 5) -> str:
    """The sum of a column whose cells are ``told``: not where it would give away those that are not. Source: PII-11.

    >>> told_total([20, 3], ["20", "< 5"]), told_total([20, 3, 4], ["20", "< 5", "< 5"]), told_total([6, 7], ["6", "7"])
    ('–', '27', '13')
    """
    hidden = [number for number, words in zip(numbers, told, strict=True) if words != str(number)]
    if len(hidden) == 1 or _is_few(sum(hidden), least):
        return "–"
    return told_count(sum(numbers), least=least)


def told_rate(part: int, whole: int, least: int = 5) -> str:
    """A rate as a report tells it; none of a few people, nor one that gives a few away. Source: PII-11, YDC-07.

    >>> told_rate(167, 207), told_rate(3, 4), told_rate(3, 30), told_rate(28, 30), told_rate(0, 0)
    ('80.68%', '–', '–', '–', '–')
    """
    rate = rate_pct(part, whole)
    if rate is None or whole < least or _is_few(part, least) or _is_few(whole - part, least):
        return "–"
    return f"{rate}%"
