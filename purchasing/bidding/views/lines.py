"""The lines of a draft between two presses: rows come and go and codes are looked up without saving anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from purchasing.bidding.forms import LineFormSet
from purchasing.bidding.forms.tenders import MOST_LINES

FIELDS = ("description_ko", "description_en", "qty", "uom", "class_code")
PREFIX = "lines"


@dataclass(slots=True)
class Lines:
    """The formset, which button of it was pressed, and the row whose code is being looked up."""

    formset: Any
    pressed: str = ""
    focus: int | None = None  # the row that was added: its first field takes the focus
    looking: int | None = None
    words: str = ""
    found: list[Any] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, rows: list[dict[str, Any]]) -> "Lines":
        """From what was sent, with the pressed button already done; else from ``rows``."""
        if request.method != "POST":
            return cls(_unbound(rows))
        post = request.POST
        for name in ("add_line", "remove_line", "find_class", "take_class", "close_class"):
            if name in post:
                return _pressed(request, name)
        return cls(LineFormSet(post, prefix=PREFIX))

    def look_up(self, find: Callable[[str], Sequence[Any]]) -> None:
        """Classes for the row that asks, by the words typed or by its item."""
        if self.looking is not None and self.words:
            self.found = list(find(self.words))[:12]

    @property
    def rows(self) -> list[tuple[int, Any]]:
        """Place and form of each line."""
        return list(enumerate(self.formset.forms))

    @property
    def full(self) -> bool:
        """Whether no further line fits."""
        return len(self.formset.forms) >= MOST_LINES


def _unbound(rows: list[dict[str, Any]]):
    """Unsaved rows as initial values, without one more empty row after them."""
    formset = LineFormSet(initial=rows, prefix=PREFIX)
    formset.min_num = 0
    return formset


def _pressed(request: HttpRequest, name: str) -> Lines:
    post = request.POST
    rows = _typed(post)
    place = _place(post.get(name, ""), len(rows))
    lines = Lines(None, pressed=name)
    if name == "add_line" and len(rows) < MOST_LINES:
        rows.append({"uom": rows[-1].get("uom", "")} if rows else {})
        lines.focus = len(rows) - 1
    elif name == "remove_line" and place is not None and len(rows) > 1:
        rows.pop(place)
        lines.focus = max(0, place - 1)
    elif name == "find_class" and place is not None:
        lines.looking = place
        lines.words = post.get(f"find-{place}", "").strip()[:60] or _first_word(rows[place].get("description_ko", ""))
    elif name == "take_class" and place is not None:
        rows[place]["class_code"] = post.get(f"class-{place}", rows[place].get("class_code", ""))[:8]
        lines.focus = place
    lines.formset = _unbound(rows)
    if lines.focus is not None:
        first = "class_code" if name == "take_class" else "description_ko"
        mark = "data-autofocus" if getattr(request, "htmx", None) else "autofocus"
        lines.formset.forms[lines.focus].fields[first].widget.attrs[mark] = True
    return lines


def _typed(post) -> list[dict[str, Any]]:
    """The rows as they were typed, valid or not."""
    total = post.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), MOST_LINES) if total.isdecimal() and len(total) <= 4 else 0
    return [{name: post.get(f"{PREFIX}-{place}-{name}", "") for name in FIELDS} for place in range(count)] or [{}]


def _place(value: str, count: int) -> int | None:
    return int(value) if value.isdecimal() and len(value) <= 4 and int(value) < count else None


def _first_word(text: str) -> str:
    return text.split()[0] if text.split() else ""
