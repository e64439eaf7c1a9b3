"""Units: what each measures, and exact factors to the one canonical unit of its quantity.

Codes are UCUM's where UCUM has one. Our own table and not a library, because the factors are fixed by the
domain (psi as 6.894757 kPa, not 6.894757293…) and a value must convert to the same digits for ever. pint proves the
table in the tests, and explains units that are not in it (decision 17).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from catalog.rules.foreign_units import factor_of
from catalog.states import Quantity
from portal.errors import RuleBroken

Q = Quantity
STEP = Decimal("0.000000001")  # canonical values are kept to nine decimals
MOST = Decimal(10) ** 14
# Vacuum is a pressure below that of the air, and voltage, current and angle have a direction: they may be negative.
SIGNED = {Q.PRESSURE, Q.VOLTAGE, Q.CURRENT, Q.ANGLE, Q.SOUND}
LEAST = {quantity: Decimal(0) for quantity in Q if quantity not in SIGNED} | {Q.TEMPERATURE: Decimal("-273.15")}
SIZES = {Q.LENGTH, Q.AREA, Q.VOLUME, Q.MASS, Q.LINE_MASS, Q.AREA_MASS}  # nothing that exists measures zero of these


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
    ("[mil_i]", "mil", Q.LENGTH, "0.0254"),
    ("mm2", "mm²", Q.AREA, 1),
    ("cm2", "cm²", Q.AREA, 100),
    ("m2", "m²", Q.AREA, 1_000_000),
    ("L", "L", Q.VOLUME, 1),
    ("mL", "mL", Q.VOLUME, "0.001"),
    ("m3", "m³", Q.VOLUME, 1000),
    ("[gal_us]", "gal", Q.VOLUME, "3.785411784"),
    ("kg", "kg", Q.MASS, 1),
    ("mg", "mg", Q.MASS, "0.000001"),
    ("g", "g", Q.MASS, "0.001"),
    ("t", "t", Q.MASS, 1000),
    ("[lb_av]", "lb", Q.MASS, "0.45359237"),
    ("kg/m", "kg/m", Q.LINE_MASS, 1),
    ("g/m2", "g/m²", Q.AREA_MASS, 1),
    ("kg/m2", "kg/m²", Q.AREA_MASS, 1000),
    ("kg/m3", "kg/m³", Q.DENSITY, 1),
    ("g/L", "g/L", Q.DENSITY, 1),
    ("mg/L", "mg/L", Q.DENSITY, "0.001"),
    ("mg/m3", "mg/m³", Q.DENSITY, "0.000001"),
    ("g/cm3", "g/cm³", Q.DENSITY, 1000),
    ("N", "N", Q.FORCE, 1),
    ("kN", "kN", Q.FORCE, 1000),
    ("kgf", "kgf", Q.FORCE, KGF),
    ("tf", "tf", Q.FORCE, "9806.65"),
    ("kPa", "kPa", Q.PRESSURE, 1),
    ("Pa", "Pa", Q.PRESSURE, "0.001"),
    ("MPa", "MPa", Q.PRESSURE, 1000),
    ("GPa", "GPa", Q.PRESSURE, 1_000_000),
    ("N/mm2", "N/mm²", Q.PRESSURE, 1000),
    ("bar", "bar", Q.PRESSURE, 100),
    ("mbar", "mbar", Q.PRESSURE, "0.1"),
    ("[psi]", "psi", Q.PRESSURE, PSI),
    ("mm[H2O]", "mmAq", Q.PRESSURE, "0.00980665"),
    ("kgf/cm2", "kgf/cm²", Q.PRESSURE, "98.0665"),
    ("kgf/mm2", "kgf/mm²", Q.PRESSURE, "9806.65"),
    ("N.m", "N·m", Q.TORQUE, 1),
    ("kN.m", "kN·m", Q.TORQUE, 1000),
    ("kgf.m", "kgf·m", Q.TORQUE, KGF),
    ("W", "W", Q.POWER, 1),
    ("kW", "kW", Q.POWER, 1000),
    ("MW", "MW", Q.POWER, 1_000_000),
    ("[HP_M]", "HP", Q.POWER, "735.49875"),
    ("kV.A", "kVA", Q.APPARENT, 1),
    ("kJ", "kJ", Q.ENERGY, 1),
    ("J", "J", Q.ENERGY, "0.001"),
    ("MJ", "MJ", Q.ENERGY, 1000),
    ("kW.h", "kWh", Q.ENERGY, 3600),
    ("kcal", "kcal", Q.ENERGY, "4.184"),
    ("Cel", "°C", Q.TEMPERATURE, 1),
    ("[degF]", "°F", Q.TEMPERATURE, Decimal(5) / 9, -32),
    ("K", "K", Q.TEMPERATURE, 1, "-273.15"),
    ("h", "h", Q.TIME, 1),
    ("min", "min", Q.TIME, Decimal(1) / 60),
    ("s", "s", Q.TIME, Decimal(1) / 3600),
    ("d", "d", Q.TIME, 24),
    ("mo", "mo", Q.TIME, "730.5"),
    ("a", "yr", Q.TIME, 8766),
    ("Hz", "Hz", Q.FREQUENCY, 1),
    ("kHz", "kHz", Q.FREQUENCY, 1000),
    ("MHz", "MHz", Q.FREQUENCY, 1_000_000),
    ("/min", "rpm", Q.ROTATION, 1),
    ("m/s", "m/s", Q.SPEED, 1),
    ("m/min", "m/min", Q.SPEED, Decimal(1) / 60),
    ("mm/s", "mm/s", Q.SPEED, "0.001"),
    ("m3/h", "m³/h", Q.FLOW, 1),
    ("L/min", "L/min", Q.FLOW, "0.06"),
    ("L/s", "L/s", Q.FLOW, "3.6"),
    ("m3/min", "m³/min", Q.FLOW, 60),
    ("[cft_i]/min", "cfm", Q.FLOW, "1.69901079552"),
    ("[gal_us]/min", "gpm", Q.FLOW, "0.22712470704"),
    ("kg/h", "kg/h", Q.MASS_FLOW, 1),
    ("t/h", "t/h", Q.MASS_FLOW, 1000),
    ("mm2/s", "cSt", Q.VISCOSITY, 1),
    ("mPa.s", "mPa·s", Q.DYNAMIC, 1),
    ("Pa.s", "Pa·s", Q.DYNAMIC, 1000),
    ("W/(m.K)", "W/(m·K)", Q.CONDUCTION, 1),
    ("V", "V", Q.VOLTAGE, 1),
    ("mV", "mV", Q.VOLTAGE, "0.001"),
    ("kV", "kV", Q.VOLTAGE, 1000),
    ("A", "A", Q.CURRENT, 1),
    ("mA", "mA", Q.CURRENT, "0.001"),
    ("kA", "kA", Q.CURRENT, 1000),
    ("Ohm", "Ω", Q.RESISTANCE, 1),
    ("mOhm", "mΩ", Q.RESISTANCE, "0.001"),
    ("kOhm", "kΩ", Q.RESISTANCE, 1000),
    ("MOhm", "MΩ", Q.RESISTANCE, 1_000_000),
    ("uOhm.m", "μΩ·m", Q.RESISTIVITY, 1),
    ("A.h", "Ah", Q.CHARGE, 1),
    ("mA.h", "mAh", Q.CHARGE, "0.001"),
    ("lm", "lm", Q.LIGHT, 1),
    ("deg", "°", Q.ANGLE, 1),
    ("dB", "dB", Q.SOUND, 1),
)

# How people write them beside code and symbol. Capital letters count only where a quantity has two that differ by them.
WRITTEN = {
    "1": "개 ea pcs pc",
    "%": "퍼센트 wt% vol% mass% pct",
    "mm": "밀리미터 밀리",
    "um": "µm 마이크로미터 미크론 micron",
    "cm": "센티미터",
    "m": "미터 metre meter",
    "[in_i]": "inch inches \" '' ′′ ” “ 인치",
    "[ft_i]": "feet foot 피트",
    "[mil_i]": "thou",
    "L": "리터 litre liter",
    "mL": "cc cm3",
    "m3": "루베",
    "[gal_us]": "gallon",
    "kg": "킬로그램 킬로",
    "t": "톤 ton mt",
    "[lb_av]": "lbs lbm 파운드",
    "MPa": "메가파스칼",
    "N/mm2": "n/mm2",
    "bar": "바",
    "mbar": "hpa",
    "[psi]": "psig lbf/in2",
    "mm[H2O]": "mmh2o",
    "kgf/cm2": "kg/cm2 kgf/cm2g kg/cm2g",
    "kgf/mm2": "kg/mm2",
    "N.m": "nm",
    "kN.m": "knm",
    "kgf.m": "kgfm kg.m",
    "kW": "킬로와트",
    "[HP_M]": "ps 마력",
    "kV.A": "",
    "Cel": "c degc 도",
    "[degF]": "f degf",
    "h": "hr hrs hour hours 시간",
    "min": "분",
    "s": "sec 초",
    "d": "day days 일",
    "mo": "month months 개월 달",
    "a": "year years yrs 년",
    "/min": "r/min min-1 1/min",
    "m3/h": "m3/hr cmh",
    "L/min": "lpm l/m l/분",
    "L/s": "l/sec lps",
    "m3/min": "cmm m3/분",
    "kg/h": "kg/hr",
    "t/h": "t/hr tph",
    "mm2/s": "센티스톡스",
    "mPa.s": "cp cps",
    "W/(m.K)": "w/mk w/m.k w/m/k",
    "Ohm": "옴",
    "V": "vac vdc 볼트",
    "A": "암페어",
    "deg": "degree degrees",
    "dB": "db(a) dba 데시벨",
}


def _plain(text: str) -> str:
    """One way of writing for the many dots, powers and blanks that people and data sheets use."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[·⋅∙•*×]", ".", re.sub(r"[\s^]", "", plain))


def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for code, unit in UNITS.items():
        for name in {_plain(word) for word in (code, unit.symbol, *WRITTEN.get(code, "").split()) if word}:
            names.setdefault(name, []).append(code)
    return names


NAMES = _names()  # as written → codes
FOLDED: dict[str, list[str]] = {}
for _name, _codes in NAMES.items():
    FOLDED.setdefault(_name.casefold(), []).extend(code for code in _codes)


def unit_of(text: str, quantity: str = "") -> Unit | None:
    """The unit that ``text`` names, by code, symbol or the way people write it; None when we do not know it.

    Capital letters are not asked for, except where they alone tell two units apart (mΩ, MΩ); ``quantity`` is what is
    expected, should a name mean two things.

    Source: CAT-15.

    >>> unit_of("inch").code, unit_of("㎏").code, unit_of("kgf/cm²").code, unit_of("furlong")
    ('[in_i]', 'kg', 'kgf/cm2', None)
    >>> unit_of("MM").code, unit_of("㎜").code, unit_of("RPM").code, unit_of("℃").code, unit_of("l/m").code
    ('mm', 'mm', '/min', 'Cel', 'L/min')
    >>> unit_of("a", "current").code, unit_of("MΩ").code, unit_of("㏁").code
    ('A', 'MOhm', 'MOhm')
    """
    name = _plain(text)
    exact, folded = NAMES.get(name, []), sorted(set(FOLDED.get(name.casefold(), [])))
    for codes in (exact, folded):
        fitting = [code for code in codes if UNITS[code].quantity == quantity]
        if len(fitting) == 1:
            return UNITS[fitting[0]]
    found = exact or folded
    return UNITS[found[0]] if len(found) == 1 else None


def units_for(quantity: str) -> list[Unit]:
    """The units of ``quantity``, the canonical one first.

    Source: CAT-15.

    >>> [unit.symbol for unit in units_for("power")]
    ['W', 'kW', 'MW', 'HP']
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
    portal.errors.RuleBroken: “kg” measures mass, but a length is asked for. Use one of: mm, μm, cm, m, km, in, ft, mil.
    >>> with override("en"): fitting_unit("yd", "area")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “yd” is not a unit we know. Use one of: mm², cm², m².
    """
    unit = unit_of(text, quantity)
    accepted = ", ".join(other.symbol or "1" for other in units_for(quantity))
    if unit is None:
        raise RuleBroken(_unknown(text, quantity) % {"unit": text[:20], "accepted": accepted})
    if unit.quantity != quantity:
        message = _("“%(unit)s” measures %(measures)s, but a %(wanted)s is asked for. Use one of: %(accepted)s.")
        wanted = {"measures": unit.quantity.label, "wanted": Q(quantity).label, "accepted": accepted}
        raise RuleBroken(message % {"unit": text[:20], **wanted})
    return unit


def _unknown(text: str, quantity: str) -> str:
    """What to say of a unit that is not in our table: by what figure it becomes ours, when pint knows it."""
    factor = factor_of(text, quantity)
    if factor is None:
        return _("“%(unit)s” is not a unit we know. Use one of: %(accepted)s.")
    known = f"{factor.quantize(STEP, ROUND_HALF_UP).normalize():f} {units_for(quantity)[0].symbol}"
    message = _("“%(unit)s” is not a unit we keep: 1 %(unit)s is %(known)s. Use one of: %(accepted)s.")
    return message.replace("%(known)s", known)
