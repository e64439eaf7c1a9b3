"""HOW MUCH of the legal days is used, where a payment stands, what may be told of sums that are not shown."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

LEGAL_DAYS = 60
FEWEST_FIRMS = 3  # a sum of fewer tells what one of them gets: issue 8 (sub-tier privacy)

Standing = Literal["paid", "late", "held", "due", "ended"]


def days_used(base_on: date, *, until: date) -> int:
    """How many of the 60 days are used on ``until``; the day of receipt is not counted.

    Source: domain PAY-10, CNV-05.

    >>> days_used(date(2026, 10, 31), until=date(2026, 11, 27)), days_used(date(2026, 9, 18), until=date(2026, 11, 20))
    (27, 63)
    """
    return max((until - base_on).days, 0)


def standing(state: str, *, due_on: date, today: date) -> Standing:
    """Where a debt stands for who waits for it: a held one that is over its day is late as well, for the law runs on.

    Source: domain PAY-10, PAY-14.

    >>> standing("open", due_on=date(2026, 11, 17), today=date(2026, 11, 20))
    'late'
    >>> standing("held", due_on=date(2026, 11, 27), today=date(2026, 11, 20))
    'held'
    >>> standing("covered", due_on=date(2026, 11, 20), today=date(2026, 11, 20))
    'due'
    """
    if state == "paid":
        return "paid"
    if state == "cancelled":
        return "ended"
    if due_on < today:
        return "late"
    return "held" if state == "held" else "due"


def worst(standings: Iterable[Standing]) -> Standing:
    """The one to show for several: what is late before what is held, due, paid.

    Source: design 6 (what is wrong comes first).

    >>> worst(["paid", "late", "due"]), worst(["paid", "paid"]), worst([])
    ('late', 'paid', 'ended')
    """
    found = set(standings)
    order: tuple[Standing, ...] = ("late", "held", "due", "paid")
    return next((one for one in order if one in found), "ended")


def share_pct(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent with one decimal, half up; 0 of nothing.

    Source: domain CNV-03.

    >>> share_pct(Decimal(209_000_000), Decimal(312_400_000))
    Decimal('66.9')
    """
    if not whole:
        return Decimal(0)
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def coarse_pct(pct: Decimal) -> int:
    """A share in steps of ten: what is told where single amounts are not.

    Source: issue 8 (sub-tier privacy), ADR 0031.

    >>> coarse_pct(Decimal("66.9")), coarse_pct(Decimal("4.9"))
    (70, 0)
    """
    return int((pct / 10).quantize(Decimal(1), ROUND_HALF_UP)) * 10


def is_told(firms: int) -> bool:
    """Whether a sum over so many firms may be told at all.

    Source: issue 8 (sub-tier privacy), ADR 0031.

    >>> is_told(2), is_told(3)
    (False, True)
    """
    return firms >= FEWEST_FIRMS
