"""Units against an independent library, and as people write them."""

from decimal import Decimal

import pint
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.foreign_units import factor_of
from catalog.rules.units import NAMES, UNITS, canonical, fitting_unit, shown_in, unit_of, units_for
from catalog.rules.values import Definition, read_value
from catalog.states import Quantity
from portal.errors import RuleBroken

BORE = Definition("bore", "Bore", "NUM", "length", "mm")
PINT = pint.UnitRegistry()
PINT_NAMES = {
    "1": "dimensionless",
    "%": "percent",
    "[ppm]": "ppm",
    "um": "micrometer",
    "[mil_i]": "thou",
    "[gal_us]": "US_liquid_gallon",
    "g/m2": "g/m**2",
    "kg/m2": "kg/m**2",
    "mg/L": "mg/liter",
    "mg/m3": "mg/m**3",
    "mm[H2O]": "mmH2O",
    "kN.m": "kN*m",
    "kV.A": "kV*A",
    "mo": "month",
    "a": "year",
    "[cft_i]/min": "foot**3/minute",
    "[gal_us]/min": "US_liquid_gallon/minute",
    "mPa.s": "mPa*s",
    "Pa.s": "Pa*s",
    "W/(m.K)": "W/m/K",
    "Ohm": "ohm",
    "mOhm": "milliohm",
    "kOhm": "kiloohm",
    "MOhm": "megaohm",
    "uOhm.m": "microohm*m",
    "A.h": "A*hour",
    "mA.h": "mA*hour",
    "lm": "lumen",
    "kg/h": "kg/hour",
    "t/h": "tonne/hour",
    "[in_i]": "inch",
    "[ft_i]": "foot",
    "mm2": "mm**2",
    "cm2": "cm**2",
    "m2": "m**2",
    "mL": "milliliter",
    "L": "liter",
    "m3": "m**3",
    "[lb_av]": "pound",
    "t": "tonne",
    "kg/m3": "kg/m**3",
    "g/cm3": "g/cm**3",
    "kgf": "kgf",
    "tf": "tonne*standard_gravity",
    "[psi]": "psi",
    "N/mm2": "N/mm**2",
    "kgf/cm2": "kgf/cm**2",
    "kgf/mm2": "kgf/mm**2",
    "N.m": "N*m",
    "kgf.m": "kgf*m",
    "[HP_M]": "metric_horsepower",
    "kW.h": "kW*hour",
    "kcal": "kcal",
    "h": "hour",
    "min": "minute",
    "s": "second",
    "d": "day",
    "/min": "revolutions_per_minute",
    "m3/h": "m**3/hour",
    "L/min": "liter/minute",
    "L/s": "liter/second",
    "m3/min": "m**3/minute",
    "mm2/s": "mm**2/second",
    "m/min": "m/minute",
    "deg": "degree",
    "V": "volt",
    "kV": "kilovolt",
    "A": "ampere",
    "mA": "milliampere",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "g/L": "g/liter",
}
ROUNDED = {"mm[H2O]": 5e-5}  # pint takes water at 4 °C, we the conventional column
PURE = [unit for unit in UNITS.values() if unit.quantity != Quantity.TEMPERATURE and unit.code != "dB"]


@pytest.mark.parametrize("unit", PURE, ids=lambda unit: unit.code)
def test_factors_agree_with_an_independent_library(unit):
    base = units_for(unit.quantity)[0]
    theirs = PINT.Quantity(1, PINT_NAMES.get(unit.code, unit.code)).to(PINT_NAMES.get(base.code, base.code)).magnitude

    assert float(unit.factor) == pytest.approx(theirs, rel=ROUNDED.get(unit.code, 2e-7))


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        pytest.param("1", "[in_i]", "25.4", id="inch"),
        pytest.param("1", "[psi]", "6.894757", id="psi"),
        pytest.param("1", "kgf", "9.80665", id="kgf"),
        pytest.param("1", "bar", "100", id="bar"),
        pytest.param("1", "[HP_M]", "735.49875", id="metric-horsepower"),
        pytest.param("32", "[degF]", "0", id="fahrenheit-freezing"),
        pytest.param("212", "[degF]", "100", id="fahrenheit-boiling"),
        pytest.param("-40", "[degF]", "-40", id="fahrenheit-meets-celsius"),
        pytest.param("0", "K", "-273.15", id="kelvin"),
        pytest.param("1.5", "um", "0.0015", id="micrometre-keeps-its-digits"),
    ],
)
def test_exact_factors_of_the_domain(value, unit, expected):
    assert canonical(Decimal(value), UNITS[unit]) == Decimal(expected)


@given(st.decimals(min_value=-10_000, max_value=10_000, places=3), st.sampled_from(sorted(UNITS)))
def test_a_value_survives_the_way_there_and_back(value, code):
    unit = UNITS[code]
    step = max(Decimal("0.000000001") / unit.factor, Decimal("0.000000002"))

    assert abs(shown_in(canonical(value, unit), unit) - value) <= step * 2


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("㎜", "mm"),
        ("MM", "mm"),
        ("m m", "mm"),
        ("Inch", "[in_i]"),
        ("″", "[in_i]"),
        ("psi", "[psi]"),
        ("PSI", "[psi]"),
        ("kgf/cm2", "kgf/cm2"),
        ("Kg/㎠", "kgf/cm2"),
        ("㎏f/cm^2", "kgf/cm2"),
        ("bar", "bar"),
        ("BAR", "bar"),
        ("㎫", "MPa"),
        ("cSt", "mm2/s"),
        ("CST", "mm2/s"),
        ("mm²/s", "mm2/s"),
        ("HP", "[HP_M]"),
        ("PS", "[HP_M]"),
        ("L/min", "L/min"),
        ("l/m", "L/min"),
        ("LPM", "L/min"),
        ("N·m", "N.m"),
        ("Nm", "N.m"),
        ("N*m", "N.m"),
        ("mmAq", "mm[H2O]"),
        ("㎥/h", "m3/h"),
        ("CMM", "m3/min"),
        ("dB(A)", "dB"),
        ("mΩ", "mOhm"),
        ("MΩ", "MOhm"),
        ("개월", "mo"),
        ("Ah", "A.h"),
        ("inch", "[in_i]"),
        ('"', "[in_i]"),
        ("℃", "Cel"),
        ("마력", "[HP_M]"),
        ("RPM", "/min"),
        ("kgf/cm²", "kgf/cm2"),
        ("ℓ", "L"),
    ],
)
def test_units_as_people_write_them(written, code):
    assert unit_of(written).code == code


def test_a_unit_of_another_quantity_is_refused_with_the_ones_that_fit():
    with override("en"), pytest.raises(RuleBroken) as refusal:
        read_value(BORE, {"value": "12", "unit": "kg"})

    assert refusal.value.field == "bore"
    assert "“kg” measures mass, but a length is asked for. Use one of: mm," in str(refusal.value)


def test_no_name_means_two_units_of_one_quantity():
    doubtful = {name: codes for name, codes in NAMES.items() if len({UNITS[c].quantity for c in codes}) < len(codes)}
    assert doubtful == {}


def test_a_name_of_two_quantities_is_read_as_the_one_that_is_asked_for():
    assert (unit_of("a", "time").code, unit_of("a", "current").code) == ("a", "A")
    assert (unit_of("kg/m²", "area_mass").code, unit_of("f", "temperature").code) == ("kg/m2", "[degF]")


def test_an_unknown_unit_is_named():
    with override("en"), pytest.raises(RuleBroken, match="“hogshoe” is not a unit we know"):
        fitting_unit("hogshoe", "length")


@pytest.mark.parametrize(
    ("written", "quantity", "said"),
    [
        ("yard", "length", "1 yard is 914.4 mm"),
        ("stone", "mass", "1 stone is 6.35029318 kg"),
        ("kip", "force", "1 kip is 4448.221615261 N"),
    ],
)
def test_a_unit_that_we_do_not_keep_is_explained(written, quantity, said):
    with override("en"), pytest.raises(RuleBroken) as refusal:
        fitting_unit(written, quantity)

    assert f"“{written}” is not a unit we keep: {said}. Use one of: " in str(refusal.value)


@pytest.mark.parametrize(
    "written", ["yard", "degF", "m**9", "a/b/c", "9**9**9", "__import__", "or", "x" * 50, "/", "%s"]
)
def test_nothing_else_is_read_as_a_foreign_unit(written):
    assert factor_of(written, "pressure") is None


@pytest.mark.parametrize(
    ("typed", "canonical_mm"),
    [('3/4"', "19.05"), ("1 1/2 in", "38.1"), ("1-1/2 inch", "38.1"), ("1½″", "38.1"), ("2,000 thou", "50.8")],
)
def test_inches_in_fractions(typed, canonical_mm):
    assert read_value(BORE, {"value": typed}).si_num == Decimal(canonical_mm)


@pytest.mark.parametrize("typed", ["1/3 in", "1/0 in", "1//2", "1/2/3", "/2"])
def test_other_fractions_are_refused(typed):
    with pytest.raises(RuleBroken):
        read_value(BORE, {"value": typed})
