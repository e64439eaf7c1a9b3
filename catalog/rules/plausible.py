"""Whether a value is of the size that the class is used to: slips of the unit, of a comma, of a thousand."""

from dataclasses import dataclass
from decimal import Decimal

from catalog.rules.units import UNITS, canonical, shown_in, units_for

TOO_MUCH = Decimal(50)  # times the median of the class
TOO_LITTLE = Decimal("0.02")
LEAST_KNOWN = 5  # values of others; fewer tell nothing


@dataclass(frozen=True, slots=True)
class Slip:
    """A value far from the class: how often the median, and the unit in which the same number would fit."""

    ratio: Decimal
    meant: str  # code of a unit, or ""
    usual: Decimal  # the median, in the unit that was written


def is_outlier(value: Decimal, median: Decimal) -> bool:
    """Whether ``value`` is more than 50 times the median, or less than a fiftieth of it.

    Source: domain 1.10 (unit errors factor 1000: flag if ratio > 50 or < 0.02).

    >>> d = Decimal
    >>> [is_outlier(d(value), d(20)) for value in ("1000", "1001", "0.4", "0.39", "-20")]
    [False, True, False, True, False]
    >>> is_outlier(d(5), d(0))
    False
    """
    if not median or not value:
        return False
    ratio = abs(value / median)
    return ratio > TOO_MUCH or ratio < TOO_LITTLE


def slip_of(number: Decimal, unit: str, quantity: str, median: Decimal) -> Slip | None:
    """What is probably wrong with ``number`` written in ``unit``; ``median`` is in the canonical unit of the quantity.

    Temperatures are not compared: where their scale begins is only a convention.

    Source: domain 1.10; design 6 ("520 looks like an HV value").

    >>> slip = slip_of(Decimal(20), "m", "length", Decimal(22))
    >>> slip.ratio, slip.meant, slip.usual.normalize()
    (Decimal('909'), 'mm', Decimal('0.022'))
    >>> slip_of(Decimal(20), "mm", "length", Decimal(22)) is None
    True
    >>> slip_of(Decimal(90000), "mm", "length", Decimal(22)).meant
    'um'
    """
    own = UNITS[unit]
    if own.quantity == "temperature" or not is_outlier(canonical(number, own), median):
        return None
    fitting = [
        other
        for other in units_for(quantity)
        if other.code != unit and not other.shift and not is_outlier(canonical(number, other), median)
    ]
    nearest = min(fitting, key=lambda other: _distance(canonical(number, other), median), default=None)
    ratio = abs(canonical(number, own) / median)
    rounded = ratio.quantize(Decimal(1)) if ratio >= 1 else ratio.quantize(Decimal("0.0001"))
    return Slip(rounded, nearest.code if nearest else "", shown_in(median, own))


def _distance(value: Decimal, median: Decimal) -> Decimal:
    ratio = abs(value / median)
    return ratio if ratio >= 1 else 1 / ratio
