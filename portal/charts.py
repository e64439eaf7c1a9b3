"""Charts as SVG text, drawn on the server. Pure functions: numbers in, markup out; no script and no style attribute.

Colours come from CSS classes (``static/css/charts.css``), so dark mode and print need no second drawing.
``draw(width)`` returns a height and the markup for one width; ``figure`` draws several, and container queries show
the one that fits, so text stays 13 to 15 px on every screen. Amounts stay Decimal until a coordinate is needed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2s
from itertools import count
from math import ceil, floor
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Number = Decimal | int
Drawing = tuple[float, SafeString]
Draw = Callable[[int], Drawing]

HALF_WIDTHS = (330, 460, 560)  # in half a page
FULL_WIDTHS = (330, 460, 600, 800, 1000, 1200)
NARROW = 440  # below: names go above their row instead of left of it
TEXT_PX = 13


# Pieces --------------------------------------------------------------------------------------------------------------
def text_width(text: str, px: int = TEXT_PX) -> float:
    """About how wide a text is: Hangul and Han one em, the rest 0.56 em.

    >>> text_width("가가"), text_width("ab") < text_width("가가")
    (26, True)
    """
    return sum(px if ord(character) > 0x2E80 else px * 0.56 for character in text)


def clip(text: str, width: float) -> str:
    """The text, or as much of it as fits, with an ellipsis.

    >>> clip("Saebyeok Materials", 60), clip("Maru", 60)
    ('Saebyeo…', 'Maru')
    """
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _px(value: float) -> str:
    return f"{value:.1f}"


def _text(x: float, y: float, text: object, cls: str = "", anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>', _px(x), _px(y), cls, anchor, str(text)
    )


def _line(x1: float, y1: float, x2: float, y2: float, cls: str) -> SafeString:
    return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', _px(x1), _px(y1), _px(x2), _px(y2), cls)


def _rect(x: float, y: float, width: float, height: float, cls: str) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', _px(x), _px(y), _px(max(width, 0)), _px(height), cls
    )


# The frame of every chart --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Table:
    """The chart's figures as a table: ``head`` and ``rows`` of ready-made text, the first column naming the row."""

    head: Sequence[object]
    rows: Sequence[Sequence[object]]
    opens_with: object = ""  # the words of the disclosure


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: class of the mark, what it stands for, and what kind of mark it is."""

    cls: str
    words: object
    mark: Literal["box", "line", "hatch"] = "box"


def figure(
    *,
    title: object,
    basis: object,
    finding: object,
    draw: Draw,
    keys: Sequence[Key] = (),
    table: Table | None = None,
    widths: Sequence[int] = HALF_WIDTHS,
) -> SafeString:
    """A whole chart: title, basis (unit · period · source time), legend, drawing, and the figures as a table.

    ``finding`` is the chart in one sentence, for who cannot see it.
    """
    drawings = []
    for place, width in enumerate(widths):
        height, body = draw(width)
        shown_from = 0 if place == 0 else width
        hidden_from = f" x{widths[place + 1]}" if place + 1 < len(widths) else ""
        drawings.append(
            format_html(
                '<svg viewBox="0 0 {} {}" width="{}" height="{}" class="cw m{}{}" role="img" aria-label="{}">{}</svg>',
                width,
                round(height),
                round(width * 1.15),
                round(height * 1.15),
                shown_from,
                hidden_from,
                str(finding),
                body,
            )
        )
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption><p class="basis">{}</p>{}{}{}</figure>',
        title,
        basis,
        legend(keys) if keys else "",
        _join(drawings),
        _disclosed(table, title) if table else "",
    )


def legend(keys: Sequence[Key]) -> SafeString:
    """What the marks stand for. Needed for stacks and for exclusion; single series are labelled in place."""
    marks = {
        "box": '<rect x="1" y="2" width="12" height="10" rx="2" class="{}"/>',
        "line": '<line x1="0" y1="7" x2="14" y2="7" stroke-width="2.5" class="{}"/>',
        "hatch": '<rect x="1" y="2" width="12" height="10" class="out-zone"/>'
        '<path d="M1 12L11 2M5 12L13 4M1 7L6 2" class="hatch {}"/>',
    }
    entry = '<li><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>{}</li>'
    entries = [format_html(entry, format_html(marks[key.mark], key.cls), key.words) for key in keys]
    return format_html('<ul class="legend">{}</ul>', _join(entries))


def data_table(table: Table, caption: object) -> SafeString:
    """The figures behind a chart, scrollable on a narrow screen and named for who hears it."""
    head = format_html_join(
        "", '<th scope="col"{}>{}</th>', ((mark_safe(' class="num"') if i else "", h) for i, h in enumerate(table.head))
    )
    rows = [
        format_html(
            '<tr><th scope="row">{}</th>{}</tr>',
            row[0],
            format_html_join("", '<td class="num">{}</td>', ((cell,) for cell in row[1:])),
        )
        for row in table.rows
    ]
    return format_html(
        '<div class="table-wrap" tabindex="0" role="region" aria-label="{0}"><table class="table">'
        '<caption class="sr">{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>',
        caption,
        head,
        _join(rows),
    )


def _disclosed(table: Table, caption: object) -> SafeString:
    return format_html("<details><summary>{}</summary>{}</details>", table.opens_with, data_table(table, caption))


# The price ladder ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Rung:
    """A bid on the ladder. ``standing``: win (recommended), ok (valid), out (set aside)."""

    name: str
    amount: Number
    standing: Literal["win", "ok", "out"]
    note: str


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the ladder: limit (solid red), base (dashed ink) or mean (dotted)."""

    kind: Literal["limit", "base", "mean"]
    amount: Number
    words: str


_LEVEL_CLASSES = {"limit": "limit", "base": "target", "mean": "ax dash2"}
_NOTE_CLASSES = {"win": "tpri", "out": "tbad", "ok": ""}


def ladder(rungs: Sequence[Rung], *, base: Number, levels: Sequence[Level]) -> Draw:
    """Bids as dots on one price axis in percent of ``base``; everything left of the limit is hatched.

    A dot's place is read, not its length, so the axis may start above zero; it is labelled.
    """
    limit = next((level.amount for level in levels if level.kind == "limit"), None)
    amounts = [rung.amount for rung in rungs] + [level.amount for level in levels] + [base]
    lowest = max(0.0, floor(float(min(amounts) / Decimal(base)) * 20 - 0.4) / 20)
    highest = float(max(amounts) / Decimal(base))

    def draw(width: int) -> Drawing:
        narrow = width < NARROW
        left = 0.0 if narrow else min(max(text_width(rung.name) for rung in rungs) + 24, width * 0.32)
        right = 4 if narrow else 30
        top_pct = highest + (highest - lowest) * (0.06 if narrow else 0.16)
        row_height = 58 if narrow else 42

        def x_of(amount: Number) -> float:
            share = (float(amount / Decimal(base)) - lowest) / ((top_pct - lowest) or 1)
            return left + share * (width - left - right)

        labels, rows_of_labels = _placed([(x_of(level.amount), level.words) for level in levels], left, width)
        top = 20 + 18 * rows_of_labels
        height = top + row_height * len(rungs) + 34
        parts = [_out_zone(left, top - 6, x_of(limit) - left, height - top - 22)] if limit is not None else []
        parts += _percent_grid(lowest, top_pct, lambda pct: x_of(base * pct / Decimal(100)), top - 6, height, width)
        for level, (x, anchor, row) in zip(levels, labels, strict=True):
            y = 16 + 18 * row
            line_x = x_of(level.amount)
            parts.append(_line(line_x, y + 5, line_x, height - 28, _LEVEL_CLASSES[level.kind]))
            parts.append(_text(x, y, level.words, "tbad" if level.kind == "limit" else "t2", anchor))
        for place, rung in enumerate(rungs):
            y = top + row_height * (place + 0.5)
            parts += _rung(rung, x_of(rung.amount), y, left, width, narrow)
        return height, _join(parts)

    return draw


def _rung(rung: Rung, x: float, y: float, left: float, width: int, narrow: bool) -> list[SafeString]:
    dot_y = y + (12 if narrow else 0)
    parts = [
        _line(left, dot_y, x, dot_y, "ax dash2" if rung.standing == "out" else "ax"),
        _dot(rung.standing, x, dot_y),
    ]
    if narrow:
        note_width = text_width(rung.note)
        parts.append(_text(0, y - 8, clip(rung.name, width - note_width - 12), "tb"))
        parts.append(_text(width, y - 8, rung.note, _NOTE_CLASSES[rung.standing] or "t2", "end"))
        return parts
    parts.append(_text(left - 12, y + 4.5, clip(rung.name, left - 16), "tb" if rung.standing == "win" else "", "end"))
    fits = x + 14 + text_width(rung.note) <= width
    note_x, anchor = (x + 14, "start") if fits else (x - 14, "end")
    parts.append(_text(note_x, y + 4.5, rung.note, _NOTE_CLASSES[rung.standing], anchor))
    return parts


def _dot(standing: str, x: float, y: float) -> SafeString:
    """Recommended is a tick, set aside a cross: never colour alone."""
    if standing == "out":
        return format_html('<path d="M{} {}l12 12m0 -12l-12 12" class="ln sbad"/>', _px(x - 6), _px(y - 6))
    if standing == "win":
        dot = '<circle cx="{0}" cy="{1}" r="8.5" class="fpri"/><path d="M{2} {1}l2.6 2.8 4.8 -5.4" class="ln tick"/>'
        return format_html(dot, _px(x), _px(y), _px(x - 3.6))
    return format_html('<circle cx="{}" cy="{}" r="6" class="f5"/>', _px(x), _px(y))


def _out_zone(x: float, y: float, width: float, height: float) -> SafeString:
    """Below the limit: red tint and hatching. The pattern is named by its place: equal names mean the same."""
    name = "h" + blake2s(f"{x}{y}{width}{height}".encode(), digest_size=4).hexdigest()
    return format_html(
        '<defs><pattern id="{0}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="8" class="hatch"/></pattern></defs>{1}'
        '<rect x="{2}" y="{3}" width="{4}" height="{5}" fill="url(#{0})"/>',
        name,
        _rect(x, y, width, height, "out-zone"),
        _px(x),
        _px(y),
        _px(max(width, 0)),
        _px(height),
    )


def _steps() -> Iterator[int]:
    """5, 10, 20, 50, 100, … percent, without end: a bid may be a million times the base price."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5) if digit * 10**power >= 5)


def _percent_grid(lowest: float, highest: float, x_of_pct, top: float, height: float, width: int) -> list[SafeString]:
    """Grid lines at the finest round step whose labels do not touch."""
    room = max(2, width // 56)
    step = next(step for step in _steps() if (highest - lowest) * 100 / step <= room)
    parts = []
    for pct in range(ceil(lowest * 100 / step) * step, floor(highest * 100) + 1, step):
        x = x_of_pct(pct)
        parts += [_line(x, top, x, height - 28, "gl"), _text(x, height - 10, f"{pct}%", "t2", "middle")]
    return parts


def _placed(labels: Sequence[tuple[float, str]], left: float, width: float) -> tuple[list[tuple[float, str, int]], int]:
    """Where each label goes (x, anchor, row) so that none runs out or into another; and how many rows."""
    spots: dict[int, tuple[float, str, int]] = {}
    taken: list[list[tuple[float, float]]] = []
    for index, (x, words) in sorted(enumerate(labels), key=lambda entry: entry[1][0]):
        size = text_width(words)
        start = min(max(x - size / 2, 0), max(width - size, 0))
        free = (
            row
            for row, spans in enumerate(taken)
            if all(start > end + 10 or start + size < begin for begin, end in spans)
        )
        row = next(free, len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((start, start + size))
        spots[index] = (start, "start", row)
    return [spots[index] for index in range(len(labels))], len(taken)


# Stacked bars --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stack:
    """A row of a stacked chart; ``chosen`` marks the one that matters."""

    name: str
    values: Sequence[Number]
    chosen: bool = False


_SEGMENT_TEXT = {"f1": "ton", "f2": "ton", "f4": "ton4"}


def stacked(stacks: Sequence[Stack], classes: Sequence[str], *, write: Callable[[Number], str]) -> Draw:
    """Horizontal bars from zero, one segment per class; the total stands behind, with the difference to the lowest."""
    totals = [sum(stack.values, Decimal(0)) for stack in stacks]
    most, best = max(totals), min(totals)

    def draw(width: int) -> Drawing:
        narrow = width < NARROW
        left = 0.0 if narrow else min(max(text_width(stack.name) for stack in stacks) + 24, width * 0.32)
        right = 100 if narrow else 112
        row_height, bar_height, top = (52 if narrow else 40), 26, 6
        parts = []
        for place, (stack, total) in enumerate(zip(stacks, totals, strict=True)):
            y = top + place * row_height + (20 if narrow else 7)
            if narrow:
                parts.append(_text(0, y - 6, clip(stack.name, width), "tb"))
            else:
                parts.append(
                    _text(left - 12, y + 17.5, clip(stack.name, left - 16), "tb" if stack.chosen else "", "end")
                )
            x = left
            for value, cls in zip(stack.values, classes, strict=True):
                size = float(value / most) * (width - left - right) if most else 0.0
                parts.append(_rect(x, y, size, bar_height, f"{cls} seg"))
                words = write(value)
                if size > text_width(words) + 12:
                    parts.append(_text(x + size / 2, y + 17.5, words, _SEGMENT_TEXT.get(cls, "tseg"), "middle"))
                x += size
            words = write(total)
            parts.append(_text(x + 8, y + 17.5, words, "tpri" if stack.chosen else "tb"))
            if total > best:
                parts.append(_text(x + 14 + text_width(words), y + 17.5, f"+{write(total - best)}", "t2"))
        return top + row_height * len(stacks) + 4, _join(parts)

    return draw


# Small marks ---------------------------------------------------------------------------------------------------------
def bar(value: Number, most: Number = 100, tone: str = "", mark: Number | None = None) -> SafeString:
    """A bar of ``value`` out of ``most``, with a line at ``mark``. Decoration: the figure stands beside it in words."""
    whole = Decimal(most) or Decimal(1)

    def pct(part: Number) -> str:
        return f"{min(max(Decimal(part) / whole * 100, Decimal(0)), Decimal(100)):.1f}%"

    line = format_html('<line x1="{0}" x2="{0}" y1="0" y2="100%" class="m"/>', pct(mark)) if mark is not None else ""
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="t" width="100%" height="100%" rx="3"/>'
        '<rect class="f {}" width="{}" height="100%" rx="3"/>{}</svg>',
        tone,
        pct(value),
        line,
    )


def spark(values: Sequence[Number], cls: str = "s1") -> SafeString:
    """A line of a few values without an axis. Decoration beside a figure."""
    if len(values) < 2:
        return SafeString("")
    low, span = min(values), float(max(values) - min(values)) or 1.0
    points = " ".join(
        f"{2 + place * 116 / (len(values) - 1):.1f},{30 - float(value - low) / span * 24:.1f}"
        for place, value in enumerate(values)
    )
    return format_html(
        '<svg viewBox="0 0 122 36" class="spark" preserveAspectRatio="none" aria-hidden="true">'
        '<polyline points="{}" class="ln {}" vector-effect="non-scaling-stroke"/></svg>',
        points,
        cls,
    )
