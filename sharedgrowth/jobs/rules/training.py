"""HOW MUCH: attendance, completion, allowance. Source: domain YDC-02, YDC-03."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def attendance_pct(attended: int, scheduled: int) -> Decimal:
    """Attended of scheduled days in percent, cut to cents: 79.996 is not 80. Nothing scheduled is 0.

    Source: domain YDC-02.

    >>> attendance_pct(4, 5), attendance_pct(2, 3), attendance_pct(0, 0)
    (Decimal('80.00'), Decimal('66.66'), Decimal('0.00'))
    """
    if not scheduled:
        return Decimal("0.00")
    return (Decimal(attended) * 100 / scheduled).quantize(CENT, ROUND_DOWN)


def grade(marks: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """The mean of (points, weight), rounded half up to cents; None without marks.

    Source: domain YDC-02.

    >>> grade([(Decimal(70), 1), (Decimal(40), 2)]), grade([])
    (Decimal('50.00'), None)
    """
    given = list(marks)
    if not given:
        return None
    total = sum((points * weight for points, weight in given), Decimal(0))
    return (total / sum(weight for _points, weight in given)).quantize(CENT, ROUND_HALF_UP)


def is_completed(
    attended: int, scheduled: int, points: Decimal | None, *, attendance_pct: Decimal, least_grade: Decimal
) -> bool:
    """Whether the training is completed: attendance and grade both reach what the terms ask; computed exactly.

    Source: domain YDC-02 (attendance >= 80 %, grade >= 60).

    >>> terms = {"attendance_pct": Decimal(80), "least_grade": Decimal(60)}
    >>> is_completed(32, 40, Decimal(60), **terms), is_completed(31, 40, Decimal(90), **terms)
    (True, False)
    >>> is_completed(40, 40, Decimal("59.99"), **terms), is_completed(40, 40, None, **terms)
    (False, False)
    """
    reached = scheduled > 0 and Decimal(attended) * 100 >= attendance_pct * scheduled
    return reached and points is not None and points >= least_grade


def allowance(attended: int, scheduled: int, *, full_won: Decimal, least_pct: Decimal) -> Decimal:
    """The allowance of one month: the full amount by attended of scheduled days, whole won rounded down; 0 below
    ``least_pct`` percent.

    Source: domain YDC-03.

    >>> month = {"full_won": Decimal(800_000), "least_pct": Decimal(80)}
    >>> allowance(22, 22, **month), allowance(19, 22, **month), allowance(17, 22, **month)
    (Decimal('800000'), Decimal('690909'), Decimal('0'))
    >>> allowance(0, 0, **month)
    Decimal('0')
    """
    if scheduled <= 0 or Decimal(attended) * 100 < least_pct * scheduled:
        return Decimal(0)
    return (full_won * attended / scheduled).quantize(Decimal(1), ROUND_FLOOR)
