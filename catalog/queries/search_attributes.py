"""Attributes of the chosen class: as conditions, and as facets with exact counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import AttributeDef
from catalog.queries.classes import class_by_code, definitions_for
from catalog.queries.search_facets import MOST_OPTIONS, Bucket, Facet, Option
from catalog.queries.search_filters import Range, SearchFilters, Where
from catalog.rules.facets import bucket_ends
from catalog.rules.units import UNITS, canonical, shown_in
from catalog.rules.values import read_number
from catalog.states import Datatype, Level
from portal.errors import RuleBroken

NUMBERS = (Datatype.NUM, Datatype.RANGE)
COUNTED = (*NUMBERS, Datatype.ENUM, Datatype.BOOL)
NARROW = (Level.CLASS, Level.COMMODITY)  # attributes of a whole segment say nothing that narrows
VALUES = """
SELECT v.definition_id, v.text, v.flag, coalesce(v.si_num, v.si_low), coalesce(v.si_num, v.si_high), count(*)
FROM catalog_productsearch s JOIN catalog_attributevalue v ON v.version_id = s.version_id
WHERE {found} AND v.definition_id = ANY(%s)
GROUP BY 1, 2, 3, 4, 5
"""
IDS = "v.definition_id = ANY(%s)"
HAS = "EXISTS (SELECT FROM catalog_attributevalue v WHERE v.version_id = s.version_id AND {conditions})"


@dataclass(frozen=True, slots=True)
class ClassAttribute:
    """An attribute of the chosen class, with the keys of all definitions of its code in that branch."""

    definition: AttributeDef
    keys: tuple[int, ...]


def class_attributes(code: str) -> dict[str, ClassAttribute]:
    """The attributes by which products of the class are told apart, by code; none without a class.

    Classes below may define an attribute anew: both definitions are meant when they measure the same.
    """
    node = class_by_code(code) if code else None
    if node is None or node.level not in NARROW:
        return {}
    definitions = {
        name: definition
        for name, definition in definitions_for(node).items()
        if definition.searchable and definition.datatype in COUNTED
    }
    branch = Q(node__path__startswith=f"{node.path}/") | Q(node__code__in=node.ancestor_codes)
    rows = AttributeDef.objects.filter(branch, node__scheme=node.scheme_id, code__in=definitions)
    same: dict[str, list[int]] = {}
    for key, name, datatype, quantity in rows.order_by("pk").values_list("pk", "code", "datatype", "quantity"):
        if (datatype, quantity) == (definitions[name].datatype, definitions[name].quantity):
            same.setdefault(name, []).append(key)
    return {name: ClassAttribute(row, tuple(same[name])) for name, row in definitions.items()}


def where_attributes(found: Where, filters: SearchFilters, attributes: Mapping[str, ClassAttribute]) -> None:
    """Add the conditions of chosen attributes; those that the class does not have are no filters."""
    for code, ends in filters.ranges.items():
        attribute = attributes.get(code)
        if attribute is None or attribute.definition.datatype not in NUMBERS or ends == (None, None):
            continue
        unit = UNITS[attribute.definition.unit]
        conditions: list[str] = [IDS]
        params: list[Any] = [list(attribute.keys)]
        low, high = ends
        if low is not None:
            conditions.append("coalesce(v.si_num, v.si_high) >= %s")
            params.append(canonical(low, unit))
        if high is not None:
            conditions.append("coalesce(v.si_num, v.si_low) <= %s")
            params.append(canonical(high, unit))
        found.add(HAS.format(conditions=" AND ".join(conditions)), *params)
    for code, values in filters.options.items():
        if (attribute := attributes.get(code)) and attribute.definition.datatype == Datatype.ENUM and values:
            found.add(HAS.format(conditions=f"{IDS} AND v.text = ANY(%s)"), list(attribute.keys), list(values))
    for code, flag in filters.flags.items():
        if (attribute := attributes.get(code)) and attribute.definition.datatype == Datatype.BOOL:
            found.add(HAS.format(conditions=f"{IDS} AND v.flag = %s"), list(attribute.keys), flag)


@dataclass(slots=True)
class _Value:
    text: str
    flag: bool | None
    low: Decimal | None
    high: Decimal | None
    count: int


def attribute_facets(
    attributes: Mapping[str, ClassAttribute],
    filters: SearchFilters,
    condition: Callable[[SearchFilters], Where],
) -> list[Facet]:
    """One facet for each attribute that some product found states; one query, and one for each chosen attribute."""
    if not attributes:
        return []
    chosen = set(filters.of_class()) & attributes.keys()
    values = _values(condition(filters), {code: row for code, row in attributes.items() if code not in chosen})
    for code in chosen:
        values |= _values(condition(filters.without(code)), {code: attributes[code]})
    facets = [_facet(code, row.definition, values.get(code, []), filters) for code, row in attributes.items()]
    return [facet for facet in facets if facet is not None]


def _values(condition: Where, attributes: Mapping[str, ClassAttribute]) -> dict[str, list[_Value]]:
    codes = {key: code for code, row in attributes.items() for key in row.keys}
    if not codes:
        return {}
    found, params = condition.sql()
    rows: dict[str, list[_Value]] = {}
    with connection.cursor() as cursor:
        cursor.execute(VALUES.format(found=found), [*params, list(codes)])
        for key, text, flag, low, high, count in cursor.fetchall():
            rows.setdefault(codes[key], []).append(_Value(text, flag, low, high, count))
    return rows


def _facet(code: str, definition: AttributeDef, values: list[_Value], filters: SearchFilters) -> Facet | None:
    if definition.datatype in NUMBERS:
        return _range(code, definition, values, filters.ranges.get(code))
    if definition.datatype == Datatype.BOOL:
        flags = Counter({"1": 0, "0": 0})
        for value in values:
            flags["1" if value.flag else "0"] += value.count
        chosen = {"1" if filters.flags[code] else "0"} if code in filters.flags else set()
        labels = {"1": _("Yes"), "0": _("No")}
        return _options(code, definition, +flags, chosen, labels)
    texts: Counter[str] = Counter()
    for value in values:
        texts[value.text] += value.count
    labels = {choice.code: choice.name for choice in definition.choices.all()}
    return _options(code, definition, texts, set(filters.options.get(code, ())), labels)


def _options(code: str, definition: AttributeDef, found: Counter, chosen: set[str], labels: Mapping) -> Facet | None:
    ranks = {value: place for place, value in enumerate(labels)}
    known = [value for value in [*found, *(chosen - found.keys())] if value in labels]
    order = sorted(known, key=lambda value: (value not in chosen, ranks[value]))[:MOST_OPTIONS]
    options = [Option(value, labels[value], found[value], value in chosen) for value in order]
    count = sum(found.values())
    return Facet(code, definition.name, is_attribute=True, options=options, count=count) if options else None


def _range(code: str, definition: AttributeDef, values: list[_Value], chosen: Range | None) -> Facet | None:
    unit = UNITS[definition.unit]
    stated = [
        (shown_in(value.low, unit), shown_in(value.high, unit), value.count)
        for value in values
        if value.low is not None and value.high is not None
    ]
    if not stated and chosen is None:
        return None
    low = min((least for least, _most, _count in stated), default=None)
    high = max((most for _least, most, _count in stated), default=None)
    return Facet(
        code,
        definition.name,
        "range",
        is_attribute=True,
        unit=definition.unit_symbol,
        low=low,
        high=high,
        count=sum(count for _least, _most, count in stated),
        buckets=_buckets(stated, low, high),
        chosen=chosen,
    )


def _buckets(stated: list[tuple[Decimal, Decimal, int]], low: Decimal | None, high: Decimal | None) -> list[Bucket]:
    """How many products have a value in each part; a range counts in every part that it touches."""
    ends = bucket_ends(low, high) if low is not None and high is not None else []
    found = []
    for place, (begin, end) in enumerate(zip(ends, ends[1:], strict=False)):
        is_last = place == len(ends) - 2
        count = sum(
            number for least, most, number in stated if most >= begin and (least < end or (is_last and least == end))
        )
        found.append(Bucket(begin, end, count))
    return found


def attribute_filters(
    given: Iterable[tuple[str, list[str]]], class_code: str
) -> tuple[dict[str, Range], dict[str, list[str]], dict[str, bool]]:
    """Raw values of an address by attribute code as ranges (``low..high``), options, and yes or no (``1``, ``0``).

    What is no value of the attribute, a range whose ends are the wrong way round, and what is no attribute of the class
    are left out.
    """
    ranges: dict[str, Range] = {}
    options: dict[str, list[str]] = {}
    flags: dict[str, bool] = {}
    given = list(given)
    attributes = class_attributes(class_code) if given else {}
    for code, texts in given:
        if code not in attributes or not texts:
            continue
        definition = attributes[code].definition
        if definition.datatype in NUMBERS:
            ends = _ends(texts[0])
            if ends != (None, None):
                ranges[code] = ends
        elif definition.datatype == Datatype.BOOL:
            if set(texts) in ({"1"}, {"0"}):  # both boxes ticked: no filter
                flags[code] = texts[0] == "1"
        else:
            labels: set[Any] = {choice.code for choice in definition.choices.all()}
            if known := [text for text in dict.fromkeys(texts) if text in labels]:
                options[code] = known
    return ranges, options, flags


def _ends(text: str) -> Range:
    least, _dots, most = text.partition("..")
    low, high = _number(least), _number(most)
    return (None, None) if low is not None and high is not None and low > high else (low, high)


def _number(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return read_number(text)
    except RuleBroken:
        return None
