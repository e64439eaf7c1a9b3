"""The rows of a draft between two presses: they come and go and codes are looked up without saving anything."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from portal.http import typed_before
from purchasing.bidding.forms import CriterionFormSet, LineFormSet
from purchasing.bidding.forms.lines import MOST_CRITERIA, MOST_LINES
from purchasing.bidding.rules.pasted_lines import read_rows

FIELDS = ("description_ko", "description_en", "qty", "uom", "class_code", "item", "delivery_on")
PREFIX = "lines"
MOST_PASTED = 50_000  # characters
READ = "read_pasted"
DEEDS = ("add_line", "remove_line", "find_class", "take_class", "close_class", "find_item", "take_item", "close_item")
CRITERION_FIELDS = ("title_ko", "title_en", "envelope", "kind", "weight", "guidance", "needs_file")
CRITERIA_PREFIX = "criteria"


@dataclass(slots=True)
class Lines:
    """The formset, which button of it was pressed, and the row whose code or item is being looked up."""

    formset: Any
    pressed: str = ""
    focus: int | None = None  # the row that was added: its first field takes the focus
    looking: int | None = None
    looking_item: int | None = None
    words: str = ""
    found: list[Any] = field(default_factory=list)
    pasted: str = ""  # copied rows that could not be taken, or were not read before the session was lost
    unused: list[str] = field(default_factory=list)  # cells of copied rows for which there is no field

    @classmethod
    def of(cls, request: HttpRequest, rows: list[dict[str, Any]]) -> "Lines":
        """From what was sent, with the pressed button already done; else from ``rows``."""
        if request.method != "POST":
            pasted = typed_before(request).get("pasted", "")[:MOST_PASTED]
            return cls(_unbound(LineFormSet, PREFIX, rows), pasted=pasted)
        for name in DEEDS:
            if name in request.POST:
                return _pressed(request, name)
        if READ in request.POST or _has_rows_to_take(request.POST):  # saved with them: they are shown first
            return _pressed(request, READ)
        formset = LineFormSet(request.POST, prefix=PREFIX)
        formset.standing = {row.get("class_code", "") for row in rows}
        return cls(formset, pasted=request.POST.get("pasted", "")[:MOST_PASTED].strip())

    def look_up(self, find: Callable[[str], Sequence[Any]], find_item: Callable[[str], Sequence[Any]]) -> None:
        """Classes, or items of the catalogue, for the row that asks, by the words typed or by its item."""
        if self.looking is not None and self.words:
            self.found = list(find(self.words))[:12]
        if self.looking_item is not None and self.words:
            self.found = list(find_item(self.words))[:12]

    @property
    def rows(self) -> list[tuple[int, Any]]:
        """Place and form of each line."""
        return list(enumerate(self.formset.forms))

    @property
    def refused(self) -> bool:
        """Whether copied rows were to be taken, or saved, and could not be."""
        return bool(self.pasted) and (self.pressed == READ or self.formset.is_bound)

    @property
    def full(self) -> bool:
        """Whether no further line fits."""
        return len(self.formset.forms) >= MOST_LINES


@dataclass(slots=True)
class Criteria:
    """The criteria's formset and which button of it was pressed."""

    formset: Any
    pressed: str = ""

    @classmethod
    def of(cls, request: HttpRequest, rows: list[dict[str, Any]]) -> "Criteria":
        """From what was sent, with the pressed button already done; else from ``rows``."""
        if request.method != "POST":
            return cls(_unbound(CriterionFormSet, CRITERIA_PREFIX, rows))
        post = request.POST
        if "add_criterion" not in post and "remove_criterion" not in post:
            sent = f"{CRITERIA_PREFIX}-TOTAL_FORMS" in post
            return cls(CriterionFormSet(post if sent else _none_sent(), prefix=CRITERIA_PREFIX))
        typed = _typed(post, CRITERIA_PREFIX, CRITERION_FIELDS, MOST_CRITERIA)
        pressed = "add_criterion" if "add_criterion" in post else "remove_criterion"
        place = _place(post.get(pressed, ""), len(typed))
        focus = None
        if pressed == "add_criterion" and len(typed) < MOST_CRITERIA:
            typed.append({"envelope": typed[-1].get("envelope", "")} if typed else {})
            focus = len(typed) - 1
        elif place is not None:
            typed.pop(place)
            focus = place - 1 if place else None
        criteria = cls(_unbound(CriterionFormSet, CRITERIA_PREFIX, typed), pressed)
        if focus is not None:
            _focus(request, criteria.formset.forms[focus], "title_ko")
        return criteria

    @property
    def rows(self) -> list[tuple[int, Any]]:
        """Place and form of each criterion."""
        return list(enumerate(self.formset.forms))

    @property
    def full(self) -> bool:
        """Whether no further criterion fits."""
        return len(self.formset.forms) >= MOST_CRITERIA


def kept(request: HttpRequest, made: type, prefix: str):
    """A formset as it was typed, when a button of another part of the form was pressed: nothing is judged, or lost."""
    fields, most = (FIELDS, MOST_LINES) if prefix == PREFIX else (CRITERION_FIELDS, MOST_CRITERIA)
    return _unbound(made, prefix, _typed(request.POST, prefix, fields, most))


def _none_sent() -> dict[str, str]:
    return {f"{CRITERIA_PREFIX}-TOTAL_FORMS": "0", f"{CRITERIA_PREFIX}-INITIAL_FORMS": "0"}


def _unbound(made: Any, prefix: str, rows: list[dict[str, Any]]):
    """Unsaved rows as initial values, without one more empty row after them."""
    formset = made(initial=rows, prefix=prefix)
    formset.min_num = 0
    return formset


def _pressed(request: HttpRequest, name: str) -> Lines:
    post = request.POST
    rows = _typed(post, PREFIX, FIELDS, MOST_LINES) or [{}]
    place = _place(post.get(name, ""), len(rows))
    lines = Lines(None, pressed=name, pasted=post.get("pasted", "")[:MOST_PASTED])
    if name == "add_line" and len(rows) < MOST_LINES:
        rows.append({"uom": rows[-1].get("uom", "")} if rows else {})
        lines.focus = len(rows) - 1
    elif name == READ:
        lines.focus, lines.pasted, lines.unused = _take_pasted(rows, post.get("pasted", "")[:MOST_PASTED])
    elif name == "remove_line" and place is not None and len(rows) > 1:
        rows.pop(place)
        lines.focus = max(0, place - 1)
    elif name in ("find_class", "find_item") and place is not None:
        row = rows[place]
        asked = post.get(f"{'find' if name == 'find_class' else 'finditem'}-{place}", "").strip()[:60]
        lines.words = asked or _first_word(row.get("description_ko", ""))
        if name == "find_class":
            lines.looking = place
        else:
            lines.looking_item = place
    elif name == "take_class" and place is not None:
        rows[place]["class_code"] = post.get(f"class-{place}", rows[place].get("class_code", ""))[:8]
        lines.focus = place
    elif name == "take_item" and place is not None:
        _take_item(rows[place], post.get(f"item-{place}", ""))
        lines.focus = place
    lines.formset = _unbound(LineFormSet, PREFIX, rows)
    if lines.focus is not None:
        first = {"take_class": "class_code", "take_item": "qty"}.get(name, "description_ko")
        _focus(request, lines.formset.forms[lines.focus], first)
    return lines


def _has_rows_to_take(post) -> bool:
    filled = sum(any(row.values()) for row in _typed(post, PREFIX, FIELDS, MOST_LINES))
    return filled < MOST_LINES and bool(read_rows(post.get("pasted", "")[:MOST_PASTED])[0])


def _take_pasted(rows: list[dict[str, Any]], pasted: str) -> tuple[int | None, str, list[str]]:
    """Rows that were copied come behind those that are filled in: the place of the first, the rows that were not taken,
    and the cells of the others for which there is no field.
    """
    read, left = read_rows(pasted)
    rows[:] = [row for row in rows if any(value.strip() for name, value in row.items() if name != "uom")]
    begin, room = len(rows), MOST_LINES - len(rows)
    told = [asdict(line) for line in read]
    unused = [cell for row in told[:room] for cell in row["unused"]]
    for row in told:
        row["unused"] = "\t".join(row["unused"])
    rows += [{name: row[name] for name in row if name in FIELDS} for row in told[:room]]
    left += ["\t".join(filter(None, row.values())) for row in told[room:]]
    rows += [] if rows else [{}]
    return (begin if read[:room] else None), "\n".join(left), unused


def _take_item(row: dict[str, Any], chosen: str) -> None:
    """Fill the row from the item that was chosen: ``code|class|Korean name|English name|unit``; what stands, stays."""
    parts = [part.strip()[:300] for part in chosen.split("|")]
    if len(parts) != 5:
        return
    row["item"], row["class_code"] = parts[0][:40], parts[1][:8]
    for name, value in zip(("description_ko", "description_en", "uom"), parts[2:], strict=True):
        if not row.get(name):
            row[name] = value[:12] if name == "uom" else value


def _focus(request: HttpRequest, form, name: str) -> None:
    mark = "data-autofocus" if getattr(request, "htmx", None) else "autofocus"
    form.fields[name].widget.attrs[mark] = True


def _typed(post, prefix: str, fields: Sequence[str], most: int) -> list[dict[str, Any]]:
    """The rows as they were typed, valid or not."""
    total = post.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), most) if total.isdecimal() and len(total) <= 4 else 0
    return [{name: post.get(f"{prefix}-{place}-{name}", "") for name in fields} for place in range(count)]


def _place(value: str, count: int) -> int | None:
    return int(value) if value.isdecimal() and len(value) <= 4 and int(value) < count else None


def _first_word(text: str) -> str:
    return text.split()[0] if text.split() else ""
