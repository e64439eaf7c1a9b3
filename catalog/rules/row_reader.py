"""Reads the rows of one list: what each column is, is decided once; then every row is a walk over its cells."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.rules.bulk_cells import READINGS, Understood, read_quantity, said
from catalog.rules.bulk_rows import (
    KEPT_TEXTS,
    MOST_AMOUNT,
    MOST_KEPT,
    NOTHING,
    PLAIN,
    Bad,
    CellFault,
    Row,
    decimal_points,
    encode_basestring,
    in_both,
    plain_number,
    read_breaks,
    refuse,
    split_range,
    value_json,
)
from catalog.rules.columns import (
    ATTRIBUTE,
    BREAKS,
    BY_NAME,
    CLASS,
    LEFT_OUT,
    PICTURE,
    SKU,
    SUPPLY,
    TEXTS,
    Bilingual,
    heading_key,
    split_target,
)
from catalog.rules.prices import read_price
from catalog.rules.sheets import MOST_CELL, Line
from catalog.rules.units import fitting_unit
from catalog.rules.values import read_value, split_unit
from catalog.states import Datatype, Level
from portal.errors import RuleBroken
from portal.text import clean_line, plain_code

LONGEST_CELL = 400  # of a number, an option, a short text; texts about the product may be longer
Step = tuple[int, str, str, Callable[[str], Understood], dict[str, Understood | Bad] | None]


@dataclass(frozen=True, slots=True)
class ClassColumns:
    """What a reader needs to know of a class."""

    code: str
    level: str
    active: bool
    attributes: Mapping[str, Bilingual]


class RowReader:
    """Reads rows of a file whose columns mean ``targets``; ``class_of`` looks a class up by its code (or None).

    ``defaults`` are what an empty cell, or a missing column, says; ``comma`` that decimals are written with a comma.

    Source: issue 3, item 3.
    """

    def __init__(
        self,
        targets: Sequence[str],
        class_of: Callable[[str], ClassColumns | None],
        *,
        the_class: str = "",
        defaults: Mapping[str, str] | None = None,
        comma: bool = False,
    ):
        self.class_of, self.the_class, self.comma = class_of, the_class, comma
        self.defaults = {key: str(text) for key, text in (defaults or {}).items() if str(text).strip()}
        places = {
            split_target(target)[0]: place for place, target in enumerate(targets) if target not in ("", LEFT_OUT)
        }
        self.sku_place, self.class_place = places.get(SKU, -1), places.get(CLASS, -1)
        self.fixed: list[Step] = [
            (places.get(key, -1), part, self.defaults.get(key, ""), self._reading(key), self._kept(key))
            for part, keys in (("t", TEXTS), ("s", SUPPLY), ("b", (BREAKS,)), ("p", (PICTURE,)))
            for key in keys
            if key in places or key in self.defaults
        ]
        self.attribute_columns = [
            (place, *split_target(target)) for place, target in enumerate(targets) if target.startswith(ATTRIBUTE)
        ]
        self.plans: dict[str, list[Step]] = {}
        self.class_faults: dict[str, Bad] = {}

    @staticmethod
    def _kept(key: str) -> dict[str, Understood | Bad] | None:
        """A memory for columns in which the same is said again and again."""
        return None if key in TEXTS and key not in KEPT_TEXTS else {}

    def read(self, line: Line) -> Row:
        """The row; a fault of one cell leaves the others to be read, so that all are told at once."""
        cells, traps = line.cells, line.traps
        faults: list[CellFault] = []
        count = len(cells)
        sku = self._sku(cells[self.sku_place] if 0 <= self.sku_place < count else "", faults)
        code = self.the_class
        if 0 <= self.class_place < count and cells[self.class_place].strip():
            code = re.sub(r"\D", "", cells[self.class_place].split()[0])[:8] or cells[self.class_place]
        plan = self.plans.get(code)
        if plan is None:
            plan = self._plan(code)
        if code in self.class_faults:
            faults.append((self.class_place, *self.class_faults[code].messages))
        found: dict[str, list[str]] = {"t": [], "s": [], "b": [], "a": [], "p": []}
        facts: dict[str, Any] = {}
        for place, part, default, read, kept in plan:
            text = cells[place] if 0 <= place < count else ""
            if traps and place in traps:
                faults.append((place, *_trapped(*traps[place])))
                continue
            if not text or text.isspace():
                if not default:
                    continue
                text = default
            most = MOST_CELL if part == "t" else LONGEST_CELL
            if len(text) > most:  # before anything tries to understand it
                faults.append((place, *_too_long(most)))
                continue
            understood = kept.get(text) if kept is not None else None
            if understood is None:
                try:
                    understood = read(text)
                except Bad as bad:
                    understood = bad
                if kept is not None:
                    if len(kept) >= MOST_KEPT:
                        kept.clear()
                    kept[text] = understood
            if isinstance(understood, Bad):
                faults.append((place, *understood.messages))
                continue
            stored, fact = understood
            found[part].append(stored)
            if fact is not None:
                facts[fact[0]] = fact[1]
        parts = [f'"c":{encode_basestring(code)}', f'"t":{{{",".join(found["t"])}}}']
        for part in "sa":
            if found[part]:
                parts.append(f'"{part}":{{{",".join(found[part])}}}')
        if found["b"]:
            parts.append(f'"b":{found["b"][0]}')
        return Row(line.number, sku, code, f"{{{','.join(parts)}}}", facts, faults)

    def _sku(self, text: str, faults: list[CellFault]) -> str:
        sku = " ".join(text.split()) if text.isascii() else plain_code(text)
        if not sku or sku == NOTHING:
            faults.append((self.sku_place, *refuse(lambda: _("Write your part number.")).messages))
        elif len(sku) > 40 or not PLAIN.fullmatch(sku):
            message = refuse(lambda: _("A part number has at most 40 letters and digits."))
            if len(sku) > 40 or in_both(lambda _language: clean_line(sku))[0]:
                faults.append((self.sku_place, *message.messages))
        return sku[:40]

    def _plan(self, code: str) -> list[Step]:
        """The columns of a row of the class ``code``; what is wrong with the class is kept beside it."""
        if len(self.plans) > 2_000:
            self.plans.clear()
        columns = self.class_of(code) if code else None
        if fault := _class_fault(code, columns):
            self.class_faults[code] = fault
        attributes = columns.attributes if columns else {}
        steps: list[Step] = []
        for place, target, unit in self.attribute_columns:
            attribute = _attribute(target, attributes)
            if attribute is not None:
                steps.append((place, "a", "", self._attribute_reading(attribute, unit), {}))
            elif columns:
                steps.append((place, "a", "", _foreign(target), {}))
        self.plans[code] = [*self.fixed, *steps]
        return self.plans[code]

    # Readings --------------------------------------------------------------------------------------------------------
    def _reading(self, key: str) -> Callable[[str], Understood]:
        readings: dict[str, Callable[[str], Understood]] = {
            "moq": lambda text: self._amount("moq", text),
            "order_multiple": lambda text: self._amount("order_multiple", text),
            "price": self._price,
            BREAKS: self._breaks,
        }
        return readings.get(key) or READINGS[key]

    def _pointed(self, text: str) -> str:
        return decimal_points(text) if self.comma else text

    def _amount(self, key: str, text: str) -> Understood:
        if text.strip() == NOTHING:
            return f'"{key}":null', (key, None)
        written = said(lambda: read_quantity(self._pointed(text)))
        return f'"{key}":"{plain_number(written.amount)}"', (key, written if written.uom else written.amount)

    def _price(self, text: str) -> Understood:
        if text.strip() == NOTHING:
            return '"price":null', ("price", None)
        written = said(lambda: read_price(self._pointed(text)))
        amount = written.amount
        if amount <= 0:
            raise refuse(lambda: _("A price is more than zero. Leave it empty if buyers are to ask for it."))
        if amount > MOST_AMOUNT or amount != amount.quantize(Decimal("0.01")):
            raise refuse(lambda: _("At most %(places)d decimals.") % {"places": 2})
        return f'"price":"{plain_number(amount)}"', ("price", written)

    def _breaks(self, text: str) -> Understood:
        if text.strip() == NOTHING:
            return "[]", ("breaks", [])
        breaks = sorted(said(lambda: read_breaks(self._pointed(text))))
        pairs = ",".join(f'["{plain_number(quantity)}","{plain_number(price)}"]' for quantity, price in breaks)
        return f"[{pairs}]", ("breaks", breaks)

    def _attribute_reading(self, attribute: Bilingual, unit: str) -> Callable[[str], Understood]:
        kind, code = attribute.en.datatype, attribute.code
        words: dict[str, str] = {}
        if kind == Datatype.ENUM:
            for definition in (attribute.ko, attribute.en):
                for option, label in (definition.options or {}).items():
                    words |= {label.casefold(): option, option.casefold(): option}

        def entered(text: str) -> dict[str, str]:
            if kind == Datatype.RANGE:
                low, high = split_range(self._pointed(text))
                return {"low": low, "high": high, "unit": split_unit(high)[1] or unit}
            if kind == Datatype.NUM:
                return {"value": self._pointed(text), "unit": unit}
            plain = unicodedata.normalize("NFKC", text).strip() if kind != Datatype.TEXT else clean_line(text)
            if kind == Datatype.DATE:
                plain = re.sub(r"[./]\s*(?=\d)", "-", plain).rstrip("./ ")
                plain = re.sub(r"-(\d)(?=-|$)", r"-0\1", plain)
            return {"value": words.get(plain.casefold(), plain)}

        def read(text: str) -> Understood:
            if text.strip() == NOTHING:
                return f'"{code}":null', None
            try:
                if unit:
                    fitting_unit(unit, attribute.en.quantity)
                value = read_value(attribute.en, entered(text))
            except (RuleBroken, ValidationError):

                def again(language: str) -> object:
                    definition = attribute.in_language(language)
                    if unit:
                        fitting_unit(unit, definition.quantity)
                    return read_value(definition, entered(text))

                raise Bad(in_both(again)) from None
            return (f'"{code}":{value_json(attribute.ref, value)}' if value else f'"{code}":null'), None

        return read


def _attribute(target: str, attributes: Mapping[str, Bilingual]) -> Bilingual | None:
    if not target.startswith(BY_NAME):
        return attributes.get(target.removeprefix(ATTRIBUTE))
    key = target.removeprefix(BY_NAME)
    for attribute in attributes.values():
        if key in (heading_key(attribute.ko.name), heading_key(attribute.en.name)):
            return attribute
    return None


def _foreign(target: str) -> Callable[[str], Understood]:
    code = target.removeprefix(BY_NAME).removeprefix(ATTRIBUTE)

    def read(_text_of_cell: str) -> Understood:
        raise refuse(lambda: _("This class has no attribute “%(code)s”.") % {"code": code[:40]})

    return read


def _class_fault(code: str, columns: ClassColumns | None) -> Bad | None:
    if not code:
        return refuse(lambda: _("Choose a class of the last level (8 digits)."))
    if columns is None:
        return refuse(lambda: _("There is no class %(code)s.") % {"code": code[:20]})
    if columns.level != Level.COMMODITY:
        return refuse(lambda: _("Choose a class of the last level (8 digits)."))
    if not columns.active:
        return refuse(lambda: _("This class has been retired. Choose another one."))
    return None


def _too_long(most: int) -> tuple[str, str]:
    return refuse(lambda: _("At most %(most)d characters.") % {"most": most}).messages


def _trapped(kind: str, place: str) -> tuple[str, str]:
    words = {
        "formula": lambda: _("%(place)s holds a formula. Copy it and paste the value only."),
        "merged": lambda: _("%(place)s are merged. Undo it: every row needs its own value."),
        "error": lambda: _("%(place)s shows an error of the spreadsheet. Mend it, or empty the cell."),
    }[kind]
    return refuse(lambda: words() % {"place": place}).messages
