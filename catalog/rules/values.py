"""Values of attributes: from what a person typed to what is stored, and back to text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.rules.units import LEAST, MOST, SIZES, UNITS, Unit, canonical, fitting_unit, shown_in
from catalog.states import Datatype
from portal.errors import RuleBroken

YES = {"yes", "true", "1", "y", "예", "유", "있음"}
NO = {"no", "false", "0", "n", "아니요", "아니오", "무", "없음"}
LONGEST_TEXT = 300
FRACTION = re.compile(r"([-+]?)(?:(\d{1,4})[- ])?(\d{1,3})/(2|4|8|16|32|64)")  # as inches are written: 1 1/2, 3/4


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rule needs to know of an attribute."""

    code: str
    name: str
    datatype: str
    quantity: str = "count"
    unit: str = "1"
    decimals: int = 2
    required: bool = False
    options: Mapping[str, str] | None = None  # code -> label


@dataclass(frozen=True, slots=True)
class Value:
    """One value as entered, and in the canonical unit."""

    num: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    text: str = ""
    flag: bool | None = None
    day: date | None = None
    si_num: Decimal | None = None
    si_low: Decimal | None = None
    si_high: Decimal | None = None


def read_number(text: str) -> Decimal:
    """A number the way people write it: grouped thousands, full-width digits, a true minus sign.

    A lone comma before one or two digits is asked about: it may be a decimal comma. Source: CAT-15, domain 1.10.

    >>> read_number("1,250.5"), read_number("－４"), read_number("2.50"), read_number("1 1/2")
    (Decimal('1250.5'), Decimal('-4'), Decimal('2.50'), Decimal('1.5'))
    >>> from django.utils.translation import override
    >>> with override("en"): read_number("1,5")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “1,5” can be read in two ways. Write 1.5 with a point, or 15 without the comma.
    """
    plain = unicodedata.normalize("NFKC", text).replace("⁄", "/").strip().replace("−", "-")
    if found := FRACTION.fullmatch(plain):
        return Decimal(f"{found[1]}1") * (Decimal(found[2] or 0) + Decimal(found[3]) / Decimal(found[4]))
    plain = plain.replace(" ", "")
    if re.fullmatch(r"[-+]?\d+,\d+", plain) and not re.fullmatch(r"[-+]?\d{1,3},\d{3}", plain):
        point, none = plain.replace(",", "."), plain.replace(",", "")
        message = _("“%(typed)s” can be read in two ways. Write %(point)s with a point, or %(none)s without the comma.")
        raise RuleBroken(message % {"typed": text[:20], "point": point, "none": none})
    if not re.fullmatch(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?", plain) or not re.search(r"\d", plain):
        raise RuleBroken(_("“%(typed)s” is not a number. Write digits, such as 12.5.") % {"typed": text[:20]})
    try:
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise RuleBroken(_("“%(typed)s” is not a number. Write digits, such as 12.5.") % {"typed": text[:20]}) from None
    exponent = number.as_tuple().exponent
    if abs(number) >= MOST or (isinstance(exponent, int) and exponent < -9):
        raise RuleBroken(_("This number is out of range: at most 14 digits before the point and 9 after it."))
    return number


def split_unit(text: str) -> tuple[str, str]:
    """Number and unit of ``12.5 mm``; the unit is empty when none was written.

    Source: CAT-15.

    >>> split_unit("12.5 mm"), split_unit("300"), split_unit('3/4"'), split_unit('1½"')
    (('12.5', 'mm'), ('300', ''), ('3/4', '"'), ('1 1/2', '"'))
    """
    plain = unicodedata.normalize("NFKC", re.sub(r"(?<=\d)(?=[¼½¾⅛⅜⅝⅞])", " ", text)).replace("⁄", "/").strip()
    found = re.fullmatch(r"([-+−]?(?:\d+[- ])?\d+/\d+|[-+−]?[\d.,]+)\s*([^\d\s.,/].*)?", plain)
    return (found[1], (found[2] or "").strip()) if found else (plain, "")


def _quantity(text: str, unit_text: str, definition: Definition) -> tuple[Decimal, Unit]:
    number_text, own_unit = split_unit(text)
    unit = fitting_unit(own_unit or unit_text or definition.unit, definition.quantity)
    number = read_number(number_text)
    if abs(canonical(number, unit)) >= MOST:
        raise RuleBroken(_("This number is out of range: at most 14 digits before the point and 9 after it."))
    _refuse_impossible(number, unit, text)
    return number, unit


def _refuse_impossible(number: Decimal, unit: Unit, text: str) -> None:
    """What nothing can measure: less than nothing, colder than absolute zero."""
    least = LEAST.get(unit.quantity)
    if least is None or canonical(number, unit) >= least:
        return
    if least:
        message = _("“%(typed)s” is not possible: the least there is is %(least)s.")
        floor = _with_symbol([shown_in(least, unit)], unit)
        raise RuleBroken(message % {"typed": text[:20], "least": floor})
    raise RuleBroken(_("“%(typed)s” is not possible: this value is never below zero.") % {"typed": text[:20]})


def read_value(definition: Definition, entered: Mapping[str, object]) -> Value | None:
    """What was ``entered`` (``value``, or ``low`` and ``high``; ``unit``) as a Value; None when nothing was.

    Raises RuleBroken with a message for the person, its ``field`` the attribute's code. Source: CAT-15.

    >>> bore = Definition("bore", "Bore", "NUM", "length", "mm")
    >>> read_value(bore, {"value": "0.5", "unit": "in"}).si_num
    Decimal('12.700000000')
    >>> read_value(bore, {"value": ""}) is None
    True
    """
    try:
        return _read(definition, {key: str(part or "").strip() for key, part in entered.items()})
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field=definition.code) from None


def _read(definition: Definition, entered: dict[str, str]) -> Value | None:
    kind, text = definition.datatype, entered.get("value", "")
    if kind == Datatype.RANGE:
        return _read_range(definition, entered)
    if not text:
        return None
    if kind == Datatype.NUM:
        number, unit = _quantity(text, entered.get("unit", ""), definition)
        if not number and unit.quantity in SIZES:
            raise RuleBroken(_("“%(typed)s” is not possible: a size is more than zero.") % {"typed": text[:20]})
        return Value(num=number, unit=unit.code, si_num=canonical(number, unit))
    if kind == Datatype.ENUM:
        options = definition.options or {}
        named = {label.casefold(): code for code, label in options.items()}
        code = text if text in options else named.get(text.casefold())
        if code is None:
            message = _("“%(typed)s” is not one of: %(options)s.")
            raise RuleBroken(message % {"typed": text[:40], "options": ", ".join(options.values())})
        return Value(text=code)
    if kind == Datatype.BOOL:
        if text.lower() not in YES | NO:
            raise RuleBroken(_("Answer yes or no."))
        return Value(flag=text.lower() in YES)
    if kind == Datatype.DATE:
        try:
            return Value(day=date.fromisoformat(text.replace(".", "-").replace("/", "-")))
        except ValueError:
            message = _("“%(typed)s” is not a date. Write it as 2026-11-24.")
            raise RuleBroken(message % {"typed": text[:20]}) from None
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(_("At most %(most)d characters.") % {"most": LONGEST_TEXT})
    return Value(text=unicodedata.normalize("NFC", text))


def _read_range(definition: Definition, entered: dict[str, str]) -> Value | None:
    low_text, high_text = entered.get("low", ""), entered.get("high", "")
    if not low_text and not high_text:
        return None
    if not low_text or not high_text:
        raise RuleBroken(_("A range needs both ends. For a single value write it at both."))
    low, low_unit = _quantity(low_text, entered.get("unit", ""), definition)
    high, high_unit = _quantity(high_text, entered.get("unit", ""), definition)
    if low_unit != high_unit:
        raise RuleBroken(_("Write both ends of the range in the same unit."))
    if low > high:
        raise RuleBroken(_("The lower end is above the upper end. Swap them."))
    si_low, si_high = canonical(low, low_unit), canonical(high, high_unit)
    return Value(low=low, high=high, unit=low_unit.code, si_low=si_low, si_high=si_high)


def read_all(
    definitions: Mapping[str, Definition], entered: Mapping[str, Mapping[str, object]]
) -> tuple[dict[str, Value], dict[str, str]]:
    """All values and all faults, by attribute code; codes that the class does not have are faults.

    Source: CAT-15, CAT-20.

    >>> bore = Definition("bore", "Bore", "NUM", "length", "mm")
    >>> values, faults = read_all({"bore": bore}, {"bore": {"value": "7"}, "colour": {"value": "red"}})
    >>> list(values), list(faults)
    (['bore'], ['colour'])
    """
    values, faults = {}, {}
    for code, parts in entered.items():
        if code not in definitions:
            faults[code] = _("This class has no attribute “%(code)s”.") % {"code": code[:40]}
            continue
        try:
            value = read_value(definitions[code], parts)
        except RuleBroken as broken:
            faults[code] = str(broken)
        else:
            if value is not None:
                values[code] = value
    return values, faults


def number_text(number: Decimal) -> str:
    """Grouped, without trailing zeros.

    Source: design 4 (figures).

    >>> number_text(Decimal("1250.500")), number_text(Decimal("100")), number_text(Decimal("-0.25"))
    ('1,250.5', '100', '−0.25')
    """
    text = f"{number:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def value_text(definition: Definition, value: Value) -> str:
    """``value`` for people, as it was entered, with the canonical unit beside it when another was used.

    Source: CAT-15.

    >>> bore = Definition("bore", "Bore", "NUM", "length", "mm")
    >>> value_text(bore, read_value(bore, {"value": "1.5", "unit": "in"}))
    '1.5 in (38.1 mm)'
    >>> value_text(bore, read_value(bore, {"value": "40"}))
    '40 mm'
    """
    kind = definition.datatype
    if kind == Datatype.ENUM:
        return str((definition.options or {}).get(value.text, value.text))
    if kind == Datatype.BOOL:
        return _("Yes") if value.flag else _("No")
    if kind == Datatype.DATE:
        return value.day.isoformat() if value.day else ""
    if kind == Datatype.TEXT:
        return value.text
    unit = UNITS[value.unit]
    ends = [value.num] if kind == Datatype.NUM else [value.low, value.high]
    shown = _with_symbol(ends, unit)
    own = UNITS[definition.unit]
    if unit.factor == own.factor and unit.shift == own.shift:
        return shown
    si_ends = [value.si_num] if kind == Datatype.NUM else [value.si_low, value.si_high]
    back = [(end / own.factor - own.shift).quantize(Decimal("0.0001")) for end in si_ends if end is not None]
    return f"{shown} ({_with_symbol(back, own)})"


def _with_symbol(ends: list, unit: Unit) -> str:
    numbers = [number_text(end) for end in ends if end is not None]
    joined = numbers[0] if len(set(numbers)) == 1 else "–".join(numbers)
    symbol = _time_symbol(unit) or unit.symbol
    tight = symbol in ("%", "°", "일", "시간", "분", "초")
    return f"{joined}{'' if tight or not symbol else ' '}{symbol}"


def _time_symbol(unit: Unit) -> str:
    """Units of time are words in Korean."""
    symbols = {
        "d": pgettext("unit of time", "d"),
        "h": pgettext("unit of time", "h"),
        "min": pgettext("unit of time", "min"),
        "s": pgettext("unit of time", "s"),
    }
    return symbols.get(unit.code, "")
