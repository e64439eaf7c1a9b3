"""Classes, attributes and the cross-walk as tables: given out, and taken in through the services that keep them.

A table is taken in whole or not at all; every fault is told at its line and column. What the table does not name stays.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import AttributeDef, ClassMap, ClassNode
from catalog.queries.classes import CPV, HS, UNSPSC
from catalog.rules.sheets import Line
from catalog.rules.units import fitting_unit
from catalog.rules.values import NO, YES, read_number
from catalog.services.keeping import (
    add_attribute,
    add_choice,
    edit_attribute,
    edit_choice,
    edit_class,
    keep_map,
)
from catalog.states import Criticality, Datatype, MapQuality, Match, Quantity, Tolerance
from portal.errors import RuleBroken
from portal.people.models import User
from portal.policy import require

MOST_LINES = 20_000
ADDED, CHANGED, SAME = "added", "changed", "same"
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class Exchanged:
    """What a table did, or would do."""

    added: int = 0
    changed: int = 0
    same: int = 0
    kept: bool = False
    faults: list[Fault] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines were read without a fault."""
        return self.added + self.changed + self.same


class _NotKept(Exception):
    """Takes back what was tried."""


def take_table(name: str, lines: Iterable[Line], *, keep: bool, by: User) -> Exchanged:
    """Read the table ``name`` line by line; kept only when ``keep`` and nothing is wrong, tried out otherwise."""
    require(policies.may_keep_classes(by))
    table = TABLES[name]
    rows = iter(lines)
    first = next(rows, None)
    heads = [cell.strip().lower() for cell in first.cells] if first else []
    if missing := [column for column in table.needed if column not in heads]:
        raise RuleBroken(_("The table has no column %(missing)s.") % {"missing": ", ".join(missing)})
    if strange := [head for head in heads if head and head not in table.columns]:
        message = _("There is no column “%(strange)s”. Possible are: %(columns)s.")
        raise RuleBroken(message % {"strange": strange[0][:40], "columns": ", ".join(table.columns)})
    result = Exchanged()
    try:
        with transaction.atomic():
            for count, line in enumerate(rows, start=1):
                if count > MOST_LINES:
                    raise RuleBroken(_("More than %(most)s rows. Split the file.") % {"most": f"{MOST_LINES:,}"})
                _take_line(table, heads, line, result, by)
            result.kept = keep and not result.faults
            if not result.kept:
                raise _NotKept
    except _NotKept:
        pass
    return result


def _take_line(table: "Table", heads: list[str], line: Line, result: Exchanged, by: User) -> None:
    cells = {head: cell.strip() for head, cell in zip(heads, line.cells, strict=False) if head}
    try:
        with transaction.atomic():
            done = table.take(cells, by)
    except RuleBroken as broken:
        column = FIELDS.get(broken.field or "", broken.field or "")
        result.faults.append(Fault(line.number, column if column in table.columns else "", str(broken.message)))
        return
    setattr(result, done, getattr(result, done) + 1)


def table_rows(name: str) -> Iterator[list[str]]:
    """The table as it stands, its headings first: what comes back unchanged changes nothing."""
    table = TABLES[name]
    yield list(table.columns)
    yield from table.rows()


# Reading cells -------------------------------------------------------------------------------------------------------
FIELDS = {"node": "class", "datatype": "type", "match": "comparison", "active": "in_use", "definition": "options"}


def _class(code: str, column: str, scheme: str = UNSPSC) -> ClassNode:
    node = ClassNode.objects.filter(scheme__code=scheme, code=code).first()
    if node is None:
        raise RuleBroken(_("There is no class with the code “%(code)s”.") % {"code": code[:20]}, field=column)
    return node


def _flag(text: str, column: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise RuleBroken(_("Answer yes or no."), field=column)


def _word(text: str, words: Any, column: str) -> str:
    """The value of a list that ``text`` names, by its code or by its label."""
    for value, label in words.choices:
        if text.casefold() in (value.casefold(), str(label).casefold()):
            return value
    message = _("“%(typed)s” is not one of: %(options)s.")
    options = ", ".join(value for value in words.values if value)
    raise RuleBroken(message % {"typed": text[:40], "options": options}, field=column)


def _number(text: str, column: str) -> Decimal:
    try:
        return read_number(text)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field=column) from None


def _whole(text: str, column: str) -> int:
    number = _number(text, column)
    if number != int(number) or not 0 <= number <= 32_767:
        raise RuleBroken(_("Write a whole number."), field=column)
    return int(number)


def _unit(text: str, quantity: str) -> str:
    try:
        return fitting_unit(text, quantity).code
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field="unit") from None


# Tables --------------------------------------------------------------------------------------------------------------
def _class_rows() -> Iterator[list[str]]:
    nodes = ClassNode.objects.filter(scheme__code=UNSPSC, curated=True).select_related("successor").order_by("code")
    for node in nodes:
        successor = node.successor.code if node.successor else ""
        yield [node.code, node.name_ko, node.name_en, "yes" if node.active else "no", successor]


def _take_class(cells: Cells, by: User) -> str:
    node = _class(cells["code"], "code")
    changes: dict[str, Any] = {name: cells[name] for name in ("name_ko", "name_en") if cells.get(name)}
    if cells.get("in_use"):
        changes["active"] = _flag(cells["in_use"], "in_use")
    if "successor" in cells:
        changes["successor"] = _class(cells["successor"], "successor") if cells["successor"] else None
    return _edited(node, changes, edit_class, by)


def _attribute_rows() -> Iterator[list[str]]:
    rows = AttributeDef.objects.select_related("node").prefetch_related("choices")
    for one in rows.order_by("node__code", "order", "code"):
        options = "; ".join(f"{choice.code}:{choice.name_ko}:{choice.name_en}" for choice in one.choices.all())
        tolerance = "" if one.tolerance_value is None else f"{one.tolerance_value.normalize():f}"
        yield [
            one.node.code, one.code, one.name_ko, one.name_en, one.hint_ko, one.hint_en, one.irdi, one.datatype,
            one.quantity, one.unit, str(one.decimals), "yes" if one.required else "no",
            "yes" if one.searchable else "no", str(one.weight), one.tolerance, tolerance, one.criticality, one.match,
            str(one.order), options,
        ]  # fmt: skip


def _take_attribute(cells: Cells, by: User) -> str:
    node = _class(cells["class"], "class")
    held = AttributeDef.objects.select_related("node").filter(node=node, code=cells["code"]).first()
    facts = _attribute_facts(cells, held)
    if held is None:
        definition = add_attribute(by=by, node=node, code=cells["code"], **facts)
        done = ADDED
    else:
        definition, done = held, _edited(held, facts, edit_attribute, by)
    return _take_options(definition, cells.get("options", ""), done, by)


def _attribute_facts(cells: Cells, held: AttributeDef | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name in ("name_ko", "name_en", "hint_ko", "hint_en", "irdi"):
        if name in cells and (cells[name] or name.startswith("hint")):
            facts[name] = cells[name]
    for column, words in (("type", Datatype), ("quantity", Quantity), ("criticality", Criticality)):
        if cells.get(column):
            facts["datatype" if column == "type" else column] = _word(cells[column], words, column)
    if cells.get("comparison"):
        facts["match"] = _word(cells["comparison"], Match, "comparison")
    if cells.get("unit"):
        quantity = facts.get("quantity") or (held.quantity if held else Quantity.COUNT)
        facts["unit"] = _unit(cells["unit"], quantity)
    for column in ("required", "searchable"):
        if cells.get(column):
            facts[column] = _flag(cells[column], column)
    for column in ("decimals", "weight", "order"):
        if cells.get(column):
            facts[column] = _whole(cells[column], column)
    if "tolerance" in cells:
        facts["tolerance"] = _word(cells["tolerance"], Tolerance, "tolerance") if cells["tolerance"] else ""
        value = cells.get("tolerance_value", "")
        facts["tolerance_value"] = _number(value, "tolerance_value") if value else None
    return facts


def _take_options(definition: AttributeDef, text: str, done: str, by: User) -> str:
    """Options in their order, ``code:Korean:English``; those that are not named stay."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if parts and definition.datatype != Datatype.ENUM:
        raise RuleBroken(_("Only a list has options."), field="options")
    known = {choice.code: choice for choice in definition.choices.all()} if parts else {}
    for place, part in enumerate(parts):
        code, _colon, names = part.partition(":")
        name_ko, _colon, name_en = (piece.strip() for piece in names.partition(":"))
        facts = {"name_ko": name_ko or code, "name_en": name_en or name_ko or code}
        choice = known.get(code.strip())
        if choice is None:
            add_choice(by=by, definition=definition, code=code.strip(), order=10 + place, **facts)
        elif _differs(choice, facts):
            edit_choice(choice, by=by, **facts)
        else:
            continue
        done = CHANGED if done == SAME else done
    return done


def _map_rows() -> Iterator[list[str]]:
    rows = ClassMap.objects.select_related("node", "other__scheme").order_by(
        "node__code", "other__scheme__code", "other__code"
    )
    for one in rows:
        yield [one.node.code, one.other.scheme.code, one.other.code, one.quality]


def _take_map(cells: Cells, by: User) -> str:
    if cells["scheme"] not in (HS, CPV):
        raise RuleBroken(_("“%(typed)s” is not one of: %(options)s.")
                         % {"typed": cells["scheme"][:20], "options": f"{HS}, {CPV}"}, field="scheme")  # fmt: skip
    node, other = _class(cells["class"], "class"), _class(cells["code"], "code", cells["scheme"])
    quality = _word(cells["quality"], MapQuality, "quality") if cells.get("quality") else ""
    held = ClassMap.objects.filter(node=node, other=other).first()
    if held is None and not quality:
        raise RuleBroken(_("Say how the two classes stand to each other."), field="quality")
    if held is not None and held.quality == quality:
        return SAME
    keep_map(node, other, quality, by=by)
    return ADDED if held is None else CHANGED


def _edited(thing: Any, changes: dict[str, Any], edit: Callable, by: User) -> str:
    if not _differs(thing, changes):
        return SAME
    edit(thing, by=by, **changes)
    return CHANGED


def _differs(thing: Any, changes: dict[str, Any]) -> bool:
    return any(getattr(thing, name) != value for name, value in changes.items())


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, those it cannot do without, how it is written and how a line of it is taken."""

    columns: tuple[str, ...]
    needed: tuple[str, ...]
    rows: Callable[[], Iterator[list[str]]]
    take: Callable[[Cells, User], str]


TABLES = {
    "classes": Table(
        ("code", "name_ko", "name_en", "in_use", "successor"), ("code",), _class_rows, _take_class
    ),
    "attributes": Table(
        (
            "class", "code", "name_ko", "name_en", "hint_ko", "hint_en", "irdi", "type", "quantity", "unit",
            "decimals", "required", "searchable", "weight", "tolerance", "tolerance_value", "criticality",
            "comparison", "order", "options",
        ),
        ("class", "code"),
        _attribute_rows,
        _take_attribute,
    ),
    "crosswalk": Table(("class", "scheme", "code", "quality"), ("class", "scheme", "code"), _map_rows, _take_map),
}  # fmt: skip
