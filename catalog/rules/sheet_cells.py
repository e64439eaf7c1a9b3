"""What stands in the catalogue, as cells that are read back as the same thing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.rules.bulk_rows import NOTHING, plain_number
from catalog.rules.columns import BREAKS, CLASS, PICTURE, SKU, SUPPLY, TEXTS
from catalog.rules.units import UNITS, unit_of
from catalog.rules.values import Definition
from catalog.states import Datatype

PRODUCT_COLUMNS = (SKU, CLASS, *TEXTS, *SUPPLY, BREAKS, PICTURE)
YES_NO = {"ko": ("예", "아니요"), "en": ("yes", "no")}
RISKY = "=+@"  # what a spreadsheet would take for a formula


def harmless(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula; the blank in front is not read back.

    Source: security (CSV injection); issue 3, item 3 (imports again unchanged).

    >>> harmless("=1+1"), harmless("-20"), harmless("-cmd"), harmless("볼트")
    ('\\t=1+1', '-20', '\\t-cmd', '볼트')
    """
    risky = text[:1] in RISKY or (text[:1] == "-" and not text[1:2].isdigit())
    return f"\t{text}" if risky and text != NOTHING else text


def unit_words(unit: str) -> str:
    """A unit as it is read back: its symbol where that is unmistakable, else its code; nothing for plain numbers.

    Source: CAT-15.

    >>> unit_words("[in_i]"), unit_words("kgf/cm2"), unit_words("1")
    ('in', 'kgf/cm²', '')
    """
    known = UNITS.get(unit)
    if known is None or not known.symbol:
        return ""
    read = unit_of(known.symbol)
    return known.symbol if read is not None and read.code == unit else unit


def value_cell(parts: Sequence, definition: Definition, language: str) -> str:
    """A stored value (``bulk_rows.value_json``) as a cell, always with its unit.

    Source: issue 3, item 3 (export).

    >>> bore = Definition("bore", "Bore", "NUM", "length", "mm")
    >>> value_cell([1, "0.5", None, None, "[in_i]", "", None, None, "12.7", None, None], bore, "en")
    '0.5 in'
    >>> span = Definition("t", "T", "RANGE", "temperature", "Cel")
    >>> value_cell([1, None, "-20", "80", "Cel", "", None, None, None, "-20", "80"], span, "en")
    '-20 ~ 80 °C'
    """
    _ref, num, low, high, unit, text, flag, day = parts[:8]
    kind = definition.datatype
    if kind == Datatype.NUM:
        return f"{num} {unit_words(unit)}".strip()
    if kind == Datatype.RANGE:
        return f"{low} ~ {high} {unit_words(unit)}".strip()
    if kind == Datatype.BOOL:
        return YES_NO[language][0 if flag else 1]
    if kind == Datatype.DATE:
        return str(day)
    if kind == Datatype.ENUM:
        options = definition.options or {}
        label = options.get(text, text)
        same = [code for code, other in options.items() if label.casefold() in (other.casefold(), code.casefold())]
        return label if same in ([], [text]) else text
    return "" if text == NOTHING else text


def supply_cell(name: str, fact: object, labels: Mapping[str, Mapping[str, str]]) -> str:
    """A fact of price and supply as a cell; ``labels`` are the words of the lists in the reader's language.

    Source: issue 3, item 3 (export).

    >>> supply_cell("moq", Decimal("10.000"), {}), supply_cell("uom", "C62", {"uom": {"C62": "piece"}})
    ('10', 'piece')
    """
    if fact is None:
        return ""
    if name in labels:
        return labels[name].get(str(fact), str(fact))
    return plain_number(fact) if isinstance(fact, Decimal) else str(fact)


def breaks_cell(breaks: Sequence[tuple[Decimal, Decimal]]) -> str:
    """Prices by quantity as a cell.

    Source: issue 3, item 3 (price breaks in a documented form).

    >>> breaks_cell([(Decimal(100), Decimal("950.00")), (Decimal(500), Decimal(900))])
    '100: 950; 500: 900'
    """
    return "; ".join(f"{plain_number(quantity)}: {plain_number(price)}" for quantity, price in breaks)
