"""A version beside the published one: field by field with the difference in the unit, files added and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import AttributeValue, ProductFile, ProductVersion
from catalog.queries.products import values_of
from catalog.queries.shown import Change, changes_between
from catalog.rules.units import UNITS, shown_in
from catalog.states import Datatype


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One fact in two versions, with how much it moved where it is a number."""

    field: str
    label: str
    before: str
    after: str
    is_changed: bool
    delta: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions side by side; of a first listing only the later one."""

    rows: Sequence[DiffRow]
    changed: int
    added: Sequence[ProductFile]
    removed: Sequence[ProductFile]
    kept: Sequence[ProductFile]

    def shown(self, only_changes: bool) -> list[DiffRow]:
        """All rows, or those that differ."""
        return [row for row in self.rows if row.is_changed or not only_changes]


def diff_of(before: ProductVersion | None, after: ProductVersion, changes: Sequence[Change] | None = None) -> Diff:
    """What differs; files are compared as files, not by name. A constant number of queries."""
    changes = changes_between(before, after) if changes is None else changes
    deltas = _deltas(before, after) if before is not None else {}
    new = list(after.files.select_related("file"))
    old = list(before.files.select_related("file")) if before is not None else []
    new_ids, old_ids = {row.file_id for row in new}, {row.file_id for row in old}
    rows = [
        DiffRow(
            change.field, change.label, change.before, change.after, change.is_changed, deltas.get(change.field, "")
        )
        for change in changes
        if change.field != "files"
    ]
    added = [row for row in new if row.file_id not in old_ids]
    removed = [row for row in old if row.file_id not in new_ids]
    moved = bool(added or removed)
    return Diff(
        rows,
        sum(row.is_changed for row in rows) + moved,
        added,
        removed,
        [row for row in new if row.file_id in old_ids],
    )


def _deltas(before: ProductVersion, after: ProductVersion) -> dict[str, str]:
    """By field of an attribute: how much a number moved, in the unit it is written in now, and in percent."""
    old = {value.definition.code: value for value in values_of(before)}
    found = {}
    for value in values_of(after):
        earlier = old.get(value.definition.code)
        if earlier is not None and (text := _delta(earlier, value)):
            found[f"attr_{value.definition.code}"] = text
    return found


def _delta(old: AttributeValue, new: AttributeValue) -> str:
    if new.definition.datatype != Datatype.NUM or old.si_num is None or new.si_num is None or old.si_num == new.si_num:
        return ""
    unit = UNITS.get(new.unit or new.definition.unit)
    if unit is None:
        moved, sign = new.si_num - old.si_num, ""
    else:
        moved, sign = shown_in(new.si_num, unit) - shown_in(old.si_num, unit), unit.symbol
    words = f"{_signed(moved)} {sign}".strip()
    if old.si_num == 0 or (unit is not None and unit.shift):
        return words
    percent = ((new.si_num - old.si_num) / abs(old.si_num) * 100).quantize(Decimal("0.1"))
    return f"{words} ({_signed(percent)}%)"


def _signed(number: Decimal) -> str:
    """Plus and minus are both written.

    >>> _signed(Decimal("2.500")), _signed(Decimal("-10"))
    ('+2.5', '−10')
    """
    text = f"{abs(number).normalize():f}"
    return f"{'−' if number < 0 else '+'}{text}"
