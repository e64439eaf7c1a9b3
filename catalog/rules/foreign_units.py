"""Units that our own table does not have, read by pint: only to tell a person how to write the value.

Values are never stored in them: what is stored converts by the exact factors of ``rules.units`` alone.
"""

import re
from decimal import Decimal
from functools import cache

from catalog.states import Quantity

# The canonical unit of a quantity in pint's words. Not here: what has no dimension, or shares it with another quantity.
CANONICAL = {
    Quantity.LENGTH: "mm",
    Quantity.AREA: "mm**2",
    Quantity.VOLUME: "liter",
    Quantity.MASS: "kg",
    Quantity.LINE_MASS: "kg/m",
    Quantity.AREA_MASS: "g/m**2",
    Quantity.DENSITY: "kg/m**3",
    Quantity.FORCE: "newton",
    Quantity.PRESSURE: "kPa",
    Quantity.TORQUE: "N*m",
    Quantity.POWER: "watt",
    Quantity.ENERGY: "kJ",
    Quantity.TIME: "hour",
    Quantity.SPEED: "m/s",
    Quantity.FLOW: "m**3/hour",
    Quantity.MASS_FLOW: "kg/hour",
    Quantity.VISCOSITY: "mm**2/s",
    Quantity.DYNAMIC: "mPa*s",
    Quantity.VOLTAGE: "volt",
    Quantity.CURRENT: "ampere",
    Quantity.RESISTANCE: "ohm",
    Quantity.CHARGE: "ampere*hour",
}
SOUND = re.compile(r"[A-Za-z_]{2,20}(/[A-Za-z_]{1,20})?")  # a name, or one per another: never an expression


@cache
def _registry():
    import pint  # takes a moment to read its definitions: only when somebody writes an unusual unit

    return pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)


def factor_of(text: str, quantity: str) -> Decimal | None:
    """How many canonical units of ``quantity`` one ``text`` is; None when pint does not know it as such a unit.

    Source: CAT-15; factors by pint, for a message only.

    >>> factor_of("yard", "length"), factor_of("yard", "mass"), factor_of("9**9**9", "length")
    (Decimal('914.4'), None, None)
    """
    canonical = CANONICAL.get(Quantity(quantity))
    if canonical is None or not SOUND.fullmatch(text.strip()):
        return None
    units = _registry()
    try:
        factor = units.Quantity(Decimal(1), units.parse_units(text.strip())).to(canonical).magnitude
    except (AttributeError, ValueError, TypeError, ArithmeticError):  # unknown names and other dimensions are these
        return None
    return Decimal(factor)
