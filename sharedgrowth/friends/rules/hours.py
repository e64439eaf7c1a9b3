"""HOW MUCH: hours of an activity, and what a company may get for them. Source: domain 10, FRD-01, FRD-02."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

HALF = Decimal("0.5")


def hours_of(
    check_in: datetime, check_out: datetime, *, most: Decimal = Decimal(8), had: Decimal = Decimal(0)
) -> Decimal:
    """Hours that count, in steps of half an hour, rounded down.

    ``most`` is what a day may have at most, ``had`` what other activities of the same day already brought. Nothing is
    negative: whoever left before coming has no hours.

    Source: domain 10, FRD-01.

    >>> begin = datetime(2026, 5, 21, 9, 0)
    >>> hours_of(begin, datetime(2026, 5, 21, 13, 29))
    Decimal('4.0')
    >>> hours_of(begin, datetime(2026, 5, 21, 19, 0))
    Decimal('8.0')
    >>> hours_of(begin, datetime(2026, 5, 21, 19, 0), had=Decimal("5.5"))
    Decimal('2.5')
    """
    length = max(check_out - check_in, timedelta(0))
    spent = Decimal(length // timedelta(minutes=30)) * HALF
    left = max(most - had, Decimal(0))
    return min(spent, left).quantize(Decimal("0.1"), ROUND_DOWN)


def total_hours(persons: Sequence[Decimal]) -> Decimal:
    """Hours of all persons together.

    Source: domain 10, FRD-01: 165 persons of four hours are 660 hours.

    >>> total_hours([Decimal(4)] * 165)
    Decimal('660')
    """
    return sum(persons, Decimal(0))


def bonus_points(hours: Decimal, *, hours_a_point: Decimal, cap: Decimal) -> Decimal:
    """Points for a company's verified hours of a year: per company, rounded down to hundredths, at most ``cap``.

    No hours are no malus: nobody has to take part.

    Source: domain 10, FRD-02; appendix A, frd.bonus_cap.

    >>> bonus_points(Decimal(60), hours_a_point=Decimal(40), cap=Decimal(2))
    Decimal('1.50')
    >>> bonus_points(Decimal(660), hours_a_point=Decimal(40), cap=Decimal(2))
    Decimal('2.00')
    >>> bonus_points(Decimal(0), hours_a_point=Decimal(40), cap=Decimal(2))
    Decimal('0.00')
    """
    return min(hours / hours_a_point, cap).quantize(Decimal("0.01"), ROUND_DOWN)


def is_passed(score: Decimal, bonus: Decimal, *, pass_mark: Decimal) -> bool:
    """Whether an evaluation is passed: decided without the bonus, which may only raise a place among those that passed.

    Source: domain 10, FRD-02.

    >>> is_passed(Decimal(69), Decimal(2), pass_mark=Decimal(70))
    False
    >>> is_passed(Decimal(70), Decimal(0), pass_mark=Decimal(70))
    True
    """
    return score >= pass_mark and bonus >= 0


def carbon_kg(trees: int, *, kg_a_tree: Decimal) -> Decimal:
    """Carbon dioxide that planted trees are thought to bind in a year, in kilograms: an estimate, always shown as one.

    Source: domain 10, KPIs (trees, tCO2 estimate, marked estimate).

    >>> carbon_kg(150, kg_a_tree=Decimal("6.6"))
    Decimal('990.0')
    """
    return trees * kg_a_tree
