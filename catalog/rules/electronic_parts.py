"""A table of parts with parameters, and one of supplier parts with price breaks, as rows of a supplier's catalogue.

The columns are those of the InvenTree demo data set: parts have a category, a name and parameters; a supplier part
refers to its part and has the supplier's number, the maker and its part number, and prices by quantity.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.rules.bulk_rows import plain_number
from catalog.states import Currency, Uom
from portal.errors import RuleBroken

PARTS = {"part", "name", "description", "category", "parameters"}
SUPPLIED = {"supplier_part", "part", "sku", "manufacturer", "mpn", "price_breaks"}
SCREW = re.compile(r"M(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)")
# Category (its beginning) to class, Korean name, shape of the drawing; the longer one first.
KINDS = (
    ("Electronics/Passives/Resistors", "32121609", "칩 저항기", "crate"),
    ("Electronics/Passives/Capacitors", "32121501", "세라믹 콘덴서", "crate"),
    ("Electronics/Connectors", "39121409", "기판용 커넥터", "crate"),
    ("Electronics/IC", "32101619", "인터페이스 IC", "crate"),
    ("Electronics/PCBA", "32101502", "인쇄회로 조립품", "crate"),
    ("Electronics/PCB", "32131010", "인쇄회로기판", "crate"),
    ("Electronics/Wire", "26121539", "실리콘 전선", "cable"),
    ("Electronics", "32101502", "전자 모듈", "crate"),
    ("Mechanical/Enclosures", "39121301", "소형 함체", "crate"),
    ("Furniture/Chairs", "56101504", "의자", "crate"),
    ("Furniture/Tables", "56101519", "탁자", "crate"),
    ("Paint", "31211502", "도료", "drum"),
)
SCREWS = (
    ("Socket Head", "31161518", "육각 구멍붙이 볼트"),
    ("Socket head", "31161518", "육각 구멍붙이 볼트"),
    ("Hex Head", "31161620", "육각 볼트"),
    ("Flat Head", "31161513", "접시머리 나사"),
    ("Rounded Head", "31161504", "둥근머리 나사"),
    ("Torx", "31161504", "별 모양 구멍 나사"),
    ("wood", "31161508", "나무 나사"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A part as our columns state it: cells by column, attributes included."""

    cells: dict[str, str]
    shape: str


def is_parts(columns) -> bool:
    """Whether a file with these columns is a table of parts.

    Source: data catalogue/inventree_parts.

    >>> is_parts(["part", "name", "description", "category", "parameters", "unit"])
    True
    """
    return set(columns) >= PARTS


def is_supplied(columns) -> bool:
    """Whether a file with these columns is a table of supplier parts.

    Source: data catalogue/inventree_supplier_parts.

    >>> is_supplied(["part", "name"])
    False
    """
    return set(columns) >= SUPPLIED


def listed_part(part: Mapping[str, str], attributes_of: Mapping[str, set[str]]) -> Listed:
    """A part as a product of who makes it. Raises RuleBroken with the column as its field.

    Source: data catalogue/inventree_parts, CAT-10, CAT-15.

    >>> part = {"part": "7", "name": "M3x8 SHS-STA", "description": "M3 x 8mm Stainless Steel Socket Head Screw",
    ...     "category": "Mechanical/Fasteners", "parameters": '{"Material": "Stainless Steel"}', "ipn": ""}
    >>> found = listed_part(part, {"31161518": {"thread", "length"}}).cells
    >>> found["class"], found["name_ko"], found["attr:thread"], found["attr:length"]
    ('31161518', '육각 구멍붙이 볼트 M3x8 SHS-STA', '3 mm', '8 mm')
    """
    code, name_ko, shape = _kind(part)
    said = {
        "sku": (part.get("ipn") or part["name"]).strip()[:40],
        "class": code,
        "name_ko": f"{name_ko} {part['name']}"[:120],
        "name_en": part["name"][:120],
        "model": part["name"][:80],
        "description_en": _description(part),
        "uom": Uom.METRE.value if part.get("unit") == "m" else Uom.LITRE.value if part.get("unit") == "litres" else "",
    }
    if found := SCREW.match(part["name"]):
        known = attributes_of.get(code, set())
        for attribute, size in (("thread", found[1]), ("length", found[2])):
            if attribute in known:
                said[f"attr:{attribute}"] = f"{size} mm"
    return Listed(said, shape)


def supplied_part(row: Mapping[str, str], part: Mapping[str, str], attributes_of: Mapping[str, set[str]]) -> Listed:
    """A supplier part as a product of that supplier; its lowest quantity is the minimum order, the others are breaks.

    Prices of less than a cent are stated for 100 pieces, so that they are kept to the last digit.

    Source: data catalogue/inventree_supplier_parts, domain 1.4.

    >>> part = {"part": "43", "name": "R_100K", "description": "100K resistor", "parameters": "{}",
    ...     "category": "Electronics/Passives/Resistors"}
    >>> row = {"sku": "RR05", "manufacturer": "Susumu", "mpn": "RR0510P",
    ...     "price_breaks": '[[100.0, "0.513300", "USD"], [1000.0, "0.087000", "USD"]]'}
    >>> cells = supplied_part(row, part, {}).cells
    >>> cells["price"], cells["uom"], cells["moq"], cells["price_breaks"], cells["model"]
    ('51.33', 'CEN', '1', '10: 8.7', 'RR0510P')
    """
    listed = listed_part(part, attributes_of)
    cells = {**listed.cells, "sku": row["sku"].strip()[:40], "maker": row["manufacturer"][:80]}
    cells["model"] = (row["mpn"].strip() or row["sku"].strip())[:80]
    return Listed(cells | _prices(row, cells), listed.shape)


def _prices(row: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    breaks = sorted(
        (Decimal(str(quantity)), Decimal(price), money) for quantity, price, money in _json(row, "price_breaks")
    )
    if not breaks:
        return {}
    currency = breaks[0][2]
    if currency not in Currency.values:
        stated = "; ".join(f"{plain_number(quantity)}: {plain_number(price)}" for quantity, price, _money in breaks)
        return {"description_en": f"{cells['description_en']} Prices in {currency}: {stated}."[:2000]}
    hundred = any(price != price.quantize(Decimal("0.01")) for _quantity, price, _money in breaks)
    per = Decimal(100) if hundred else Decimal(1)
    steps = [(quantity / per, price * per) for quantity, price, _money in breaks]
    said = {
        "price": plain_number(steps[0][1]),
        "moq": plain_number(steps[0][0]),
        "currency": currency,
        "price_visibility": "public",
        "price_breaks": "; ".join(f"{plain_number(start)}: {plain_number(price)}" for start, price in steps[1:]),
    }
    return said | ({"uom": Uom.HUNDRED.value} if hundred else {})


def _kind(part: Mapping[str, str]) -> tuple[str, str, str]:
    category = part["category"]
    if category == "Mechanical/Fasteners":
        for words, code, name_ko in SCREWS:
            if words in part["description"]:
                return code, name_ko, "screw"
    for start, code, name_ko, shape in KINDS:
        if category.startswith(start):
            return code, name_ko, shape
    message = _("There is no class for the category “%(category)s”.")
    raise RuleBroken(message % {"category": category[:60]}, field="category")


def _description(part: Mapping[str, str]) -> str:
    stated = ", ".join(f"{name} {value}" for name, value in _json(part, "parameters").items() if value)
    return f"{part['description'].rstrip('.')}. {stated}{'.' if stated else ''}".strip()[:2000]


def _json(row: Mapping[str, str], column: str):
    try:
        return json.loads(row[column] or "{}")
    except ValueError:
        message = _("This is not a list of dimensions: %(text)s")
        raise RuleBroken(message % {"text": row[column][:40]}, field=column) from None
