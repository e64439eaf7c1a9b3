"""Units: what each measures, and exact factors to the one canonical unit of its quantity.

Codes are UCUM's where UCUM has one. Our own table and not a library, because the factors are fixed by the
domain (psi as 6.894757 kPa, not 6.894757293…) and a value must convert to the same digits for ever; the tests
compare it with pint.
"""

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from catalog.states import Quantity
from portal.errors import RuleBroken

Q = Quantity
STEP = Decimal("0.000000001")  # canonical values are kept to nine decimals
MOST = Decimal(10) ** 14
# Vacuum is a pressure below that of the air, and voltage, current and angle have a direction: they may be negative.
SIGNED = {Q.PRESSURE, Q.VOLTAGE, Q.CURRENT, Q.ANGLE, Q.SOUND}
LEAST = {quantity: Decimal(0) for quantity in Q if quantity not in SIGNED} | {Q.TEMPERATURE: Decimal("-273.15")}
SIZES = {Q.LENGTH, Q.AREA, Q.VOLUME, Q.MASS, Q.LINE_MASS}  # nothing that exists measures zero of these


@dataclass(frozen=True, slots=True)
class Unit:
    """``canonical = (entered + shift) * factor``; ``shift`` only for temperatures that start elsewhere."""

    code: str
    symbol: str
    quantity: Quantity
    factor: Decimal
    shift: Decimal = Decimal(0)


def _table(*rows: tuple) -> dict[str, Unit]:
    units = {}
    for code, symbol, quantity, factor, *shift in rows:
        units[code] = Unit(code, symbol, quantity, Decimal(factor), *(Decimal(value) for value in shift))
    return units


PSI = "6.894757"  # kPa, as CAT-15 fixes it
KGF = "9.80665"  # N
UNITS = _table(
    ("1", "", Q.COUNT, 1),
    ("%", "%", Q.RATIO, 1),
    ("[ppm]", "ppm", Q.RATIO, "0.0001"),
    ("mm", "mm", Q.LENGTH, 1),
    ("um", "μm", Q.LENGTH, "0.001"),
    ("cm", "cm", Q.LENGTH, 10),
    ("m", "m", Q.LENGTH, 1000),
    ("km", "km", Q.LENGTH, 1_000_000),
    ("[in_i]", "in", Q.LENGTH, "25.4"),
    ("[ft_i]", "ft", Q.LENGTH, "304.8"),
    ("mm2", "mm²", Q.AREA, 1),
    ("cm2", "cm²", Q.AREA, 100),
    ("m2", "m²", Q.AREA, 1_000_000),
    ("L", "L", Q.VOLUME, 1),
    ("mL", "mL", Q.VOLUME, "0.001"),
    ("m3", "m³", Q.VOLUME, 1000),
    ("kg", "kg", Q.MASS, 1),
    ("g", "g", Q.MASS, "0.001"),
    ("t", "t", Q.MASS, 1000),
    ("[lb_av]", "lb", Q.MASS, "0.45359237"),
    ("kg/m", "kg/m", Q.LINE_MASS, 1),
    ("kg/m3", "kg/m³", Q.DENSITY, 1),
    ("g/L", "g/L", Q.DENSITY, 1),
    ("g/cm3", "g/cm³", Q.DENSITY, 1000),
    ("N", "N", Q.FORCE, 1),
    ("kN", "kN", Q.FORCE, 1000),
    ("kgf", "kgf", Q.FORCE, KGF),
    ("tf", "tf", Q.FORCE, "9806.65"),
    ("kPa", "kPa", Q.PRESSURE, 1),
    ("Pa", "Pa", Q.PRESSURE, "0.001"),
    ("MPa", "MPa", Q.PRESSURE, 1000),
    ("N/mm2", "N/mm²", Q.PRESSURE, 1000),
    ("bar", "bar", Q.PRESSURE, 100),
    ("[psi]", "psi", Q.PRESSURE, PSI),
    ("kgf/cm2", "kgf/cm²", Q.PRESSURE, "98.0665"),
    ("kgf/mm2", "kgf/mm²", Q.PRESSURE, "9806.65"),
    ("N.m", "N·m", Q.TORQUE, 1),
    ("kgf.m", "kgf·m", Q.TORQUE, KGF),
    ("W", "W", Q.POWER, 1),
    ("kW", "kW", Q.POWER, 1000),
    ("[HP_M]", "HP", Q.POWER, "735.49875"),
    ("kJ", "kJ", Q.ENERGY, 1),
    ("kW.h", "kWh", Q.ENERGY, 3600),
    ("kcal", "kcal", Q.ENERGY, "4.184"),
    ("Cel", "°C", Q.TEMPERATURE, 1),
    ("[degF]", "°F", Q.TEMPERATURE, Decimal(5) / 9, -32),
    ("K", "K", Q.TEMPERATURE, 1, "-273.15"),
    ("h", "h", Q.TIME, 1),
    ("min", "min", Q.TIME, Decimal(1) / 60),
    ("s", "s", Q.TIME, Decimal(1) / 3600),
    ("d", "d", Q.TIME, 24),
    ("Hz", "Hz", Q.FREQUENCY, 1),
    ("kHz", "kHz", Q.FREQUENCY, 1000),
    ("/min", "rpm", Q.ROTATION, 1),
    ("m/s", "m/s", Q.SPEED, 1),
    ("m/min", "m/min", Q.SPEED, Decimal(1) / 60),
    ("m3/h", "m³/h", Q.FLOW, 1),
    ("L/min", "L/min", Q.FLOW, "0.06"),
    ("L/s", "L/s", Q.FLOW, "3.6"),
    ("m3/min", "m³/min", Q.FLOW, 60),
    ("mm2/s", "cSt", Q.VISCOSITY, 1),
    ("V", "V", Q.VOLTAGE, 1),
    ("kV", "kV", Q.VOLTAGE, 1000),
    ("A", "A", Q.CURRENT, 1),
    ("mA", "mA", Q.CURRENT, "0.001"),
    ("deg", "°", Q.ANGLE, 1),
    ("dB", "dB", Q.SOUND, 1),
)

# How people write them, after NFKC and without spaces; capital letters count only where they must (m, M).
WRITTEN = {
    "[in_i]": 'inch inches in " ″ 인치',
    "[ft_i]": "ft feet 피트",
    "um": "μm µm 마이크로미터",
    "m": "미터",
    "mm": "밀리미터",
    "L": "l 리터",
    "mL": "ml",
    "kg": "킬로그램",
    "t": "톤 ton",
    "[lb_av]": "lb lbs",
    "[psi]": "psi",
    "bar": "바",
    "MPa": "mpa",
    "kPa": "kpa",
    "N.m": "nm n·m n.m",
    "[HP_M]": "hp ps 마력",
    "kW": "kw",
    "kW.h": "kwh",
    "Cel": "°c c 도",
    "[degF]": "°f f",
    "h": "시간",
    "min": "분",
    "s": "초",
    "d": "일",
    "/min": "rpm r/min",
    "mm2/s": "cst",
    "[ppm]": "ppm",
    "%": "퍼센트",
    "deg": "°",
    "1": "개",
    "V": "v",
    "kV": "kv",
    "A": "a",
    "mA": "ma",
    "kN": "kn",
    "L/min": "l/min lpm",
    "L/s": "l/s",
    "Hz": "hz",
    "kHz": "khz",
    "dB": "db",
    "g/L": "g/l",
}
SPELLINGS = {word: code for code, words in WRITTEN.items() for word in words.split()}


def unit_of(text: str) -> Unit | None:
    """The unit that ``text`` names, by code, symbol or the way people write it; None when we do not know it.

    Source: CAT-15.

    >>> unit_of("inch").code, unit_of("㎏").code, unit_of("kgf/cm²").code, unit_of("furlong")
    ('[in_i]', 'kg', 'kgf/cm2', None)
    """
    name = unicodedata.normalize("NFKC", text).replace(" ", "")
    if name in UNITS:
        return UNITS[name]
    code = SPELLINGS.get(name) or SPELLINGS.get(name.lower())
    return UNITS[code] if code else None


def units_for(quantity: str) -> list[Unit]:
    """The units of ``quantity``, the canonical one first.

    Source: CAT-15.

    >>> [unit.symbol for unit in units_for("power")]
    ['W', 'kW', 'HP']
    """
    return [unit for unit in UNITS.values() if unit.quantity == quantity]


def canonical(value: Decimal, unit: Unit) -> Decimal:
    """``value`` in the canonical unit of its quantity, to nine decimals, half up.

    Source: CAT-15.

    >>> canonical(Decimal(1), UNITS["[in_i]"]), canonical(Decimal(212), UNITS["[degF]"])
    (Decimal('25.400000000'), Decimal('100.000000000'))
    """
    return ((value + unit.shift) * unit.factor).quantize(STEP, ROUND_HALF_UP)


def shown_in(value: Decimal, unit: Unit) -> Decimal:
    """The canonical ``value`` back in ``unit``: what a filter or a comparison shows.

    Source: CAT-15.

    >>> shown_in(Decimal("25.4"), UNITS["[in_i]"])
    Decimal('1.000000000')
    """
    return (value / unit.factor - unit.shift).quantize(STEP, ROUND_HALF_UP)


def fitting_unit(text: str, quantity: str) -> Unit:
    """The unit that ``text`` names, or RuleBroken when it is unknown or measures something else.

    Source: CAT-15.

    >>> from django.utils.translation import override
    >>> with override("en"): fitting_unit("kg", "length")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “kg” measures mass, but a length is asked for. Use one of: mm, μm, cm, m, km, in, ft.
    """
    unit = unit_of(text)
    accepted = ", ".join(other.symbol or "1" for other in units_for(quantity))
    if unit is None:
        raise RuleBroken(
            _("“%(unit)s” is not a unit we know. Use one of: %(accepted)s.") % {"unit": text[:20], "accepted": accepted}
        )
    if unit.quantity != quantity:
        message = _("“%(unit)s” measures %(measures)s, but a %(wanted)s is asked for. Use one of: %(accepted)s.")
        wanted = {"measures": unit.quantity.label, "wanted": Q(quantity).label, "accepted": accepted}
        raise RuleBroken(message % {"unit": text[:20], **wanted})
    return unit
