"""The price ladder: bids as dots on one axis, with the levels that decide about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2s
from itertools import count
from math import ceil, floor
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.charts.pieces import NARROW, Draw, Drawing, Number, clip, join, line, px, rect, text, text_width


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
KEY_ROW = 18  # a line of words above the drawing
WIDE_ROW, NARROW_ROW = 42, 54  # a bid
BAND = 24  # of a narrow row: the words
AXIS = 28  # below: the percentages
Strips = Sequence[tuple[float, float]]  # where lines may be drawn: top and height of each


def ladder(rungs: Sequence[Rung], *, base: Number, levels: Sequence[Level]) -> Draw:
    """Bids as dots on one price axis in percent of ``base``; everything left of the limit is hatched.

    A dot's place is read, not its length, so the axis may start above zero; it is labelled. On a narrow screen the
    words have bands of their own between the strips in which lines and hatching are drawn, and a key names the lines.
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

        def x_of(amount: Number) -> float:
            share = (float(amount / Decimal(base)) - lowest) / ((top_pct - lowest) or 1)
            return left + share * (width - left - right)

        marks = [(x_of(level.amount), level) for level in levels]
        if narrow:
            top = 4.0 + KEY_ROW * len(levels)
            rows = [(top + NARROW_ROW * place + BAND, NARROW_ROW - BAND) for place in range(len(rungs))]
            strips: Strips = rows
            lines, words = _with_key(marks, strips)
        else:
            labels, label_rows = placed([(x, level.words) for x, level in marks], left, width)
            top = 20.0 + KEY_ROW * label_rows
            rows = [(top + WIDE_ROW * place, WIDE_ROW) for place in range(len(rungs))]
            strips = [(top - 6, WIDE_ROW * len(rungs) + 12)]
            lines, words = _with_labels(marks, labels, bottom=strips[0][0] + strips[0][1])
        bottom = strips[-1][0] + strips[-1][1]
        parts = [_out_zone(left, x_of(limit) - left, strips)] if limit is not None else []
        parts += _percent_grid(lowest, top_pct, lambda pct: x_of(base * pct / Decimal(100)), strips, width)
        parts += lines
        for rung, (y, size) in zip(rungs, rows, strict=True):
            x, dot_y = x_of(rung.amount), y + size / 2
            stem = line(left, dot_y, x, dot_y, "ax dash2" if rung.standing == "out" else "ax")
            named = _narrow_words(rung, y, width) if narrow else _wide_words(rung, x, dot_y, left, width, marks)
            parts += [stem, _dot(rung.standing, x, dot_y), *named]
        return bottom + AXIS, join([*parts, *words])

    return draw


Marks = Sequence[tuple[float, Level]]
Drawn = tuple[list[SafeString], list[SafeString]]  # lines, and the words that stand above them


def _with_key(marks: Marks, strips: Strips) -> Drawn:
    """Narrow: each line's look and words in a row of their own, whose words no line crosses."""
    lines, words = [], []
    for place, (x, level) in enumerate(marks):
        cls, y = _LEVEL_CLASSES[level.kind], 14 + KEY_ROW * place
        lines += [line(x, top, x, top + size, cls) for top, size in strips]
        words += [line(0, y - 4.5, 22, y - 4.5, cls), text(30, y, level.words, _level_text(level))]
    return lines, words


def _with_labels(marks: Marks, labels: Sequence[tuple[float, str, int]], *, bottom: float) -> Drawn:
    """Wide: each line from its own words down; the words come last, so that no line of another runs over them."""
    lines, words = [], []
    for (x, level), (label_x, anchor, row) in zip(marks, labels, strict=True):
        y = 16 + KEY_ROW * row
        lines.append(line(x, y + 5, x, bottom, _LEVEL_CLASSES[level.kind]))
        words.append(text(label_x, y, level.words, _level_text(level), anchor))
    return lines, words


def _level_text(level: Level) -> str:
    return "tbad" if level.kind == "limit" else "t2"


def _narrow_words(rung: Rung, y: float, width: int) -> list[SafeString]:
    """Name and amount on one line above the strip."""
    room = width - text_width(rung.note) - 12
    note_class = _NOTE_CLASSES[rung.standing] or "t2"
    return [text(0, y - 7, clip(rung.name, room), "tb"), text(width, y - 7, rung.note, note_class, "end")]


def _wide_words(rung: Rung, x: float, y: float, left: float, width: int, marks: Marks) -> list[SafeString]:
    """The name left of the drawing, the amount beside the dot, on a bed of its own where a line would run through."""
    name = text(left - 12, y + 4.5, clip(rung.name, left - 16), "tb" if rung.standing == "win" else "", "end")
    fits = x + 14 + text_width(rung.note) <= width
    note_x, anchor = (x + 14, "start") if fits else (x - 14, "end")
    words = text(note_x, y + 4.5, rung.note, _NOTE_CLASSES[rung.standing], anchor)
    size = text_width(rung.note) + 8
    begins = note_x - 4 if fits else note_x + 4 - size
    if any(begins < mark_x < begins + size for mark_x, _level in marks):
        return [name, rect(begins, y - 10, size, 20, "fsur"), words]
    return [name, words]


def _dot(standing: str, x: float, y: float) -> SafeString:
    """Recommended is a tick, set aside a cross: never colour alone."""
    if standing == "out":
        return format_html('<path d="M{} {}l12 12m0 -12l-12 12" class="ln sbad"/>', px(x - 6), px(y - 6))
    if standing == "win":
        dot = '<circle cx="{0}" cy="{1}" r="8.5" class="fpri"/><path d="M{2} {1}l2.6 2.8 4.8 -5.4" class="ln tick"/>'
        return format_html(dot, px(x), px(y), px(x - 3.6))
    return format_html('<circle cx="{}" cy="{}" r="6" class="f5"/>', px(x), px(y))


def _out_zone(x: float, width: float, strips: Strips) -> SafeString:
    """Below the limit: red tint and hatching. The pattern is named by its place: equal names mean the same."""
    name = "h" + blake2s(f"{x}{width}{strips}".encode(), digest_size=4).hexdigest()
    hatched = '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{})"/>'
    zones = [
        rect(x, y, width, size, "out-zone") + format_html(hatched, px(x), px(y), px(max(width, 0)), px(size), name)
        for y, size in strips
    ]
    return format_html(
        '<defs><pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" y1="0" x2="0" y2="8" class="hatch"/></pattern></defs>{}',
        name,
        join(zones),
    )


def _steps() -> Iterator[int]:
    """5, 10, 20, 50, 100, … percent, without end: a bid may be a million times the base price."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5) if digit * 10**power >= 5)


def _percent_grid(lowest: float, highest: float, x_of_pct, strips: Strips, width: int) -> list[SafeString]:
    """Grid lines at the finest round step whose labels do not touch."""
    room = max(2, width // 56)
    step = next(step for step in _steps() if (highest - lowest) * 100 / step <= room)
    words_y = strips[-1][0] + strips[-1][1] + AXIS - 10
    parts = []
    for pct in range(ceil(lowest * 100 / step) * step, floor(highest * 100) + 1, step):
        x = x_of_pct(pct)
        path = "".join(f"M{px(x)} {px(y)}v{px(size)}" for y, size in strips)
        parts += [format_html('<path d="{}" class="gl"/>', path), text(x, words_y, f"{pct}%", "t2", "middle")]
    return parts


def placed(labels: Sequence[tuple[float, str]], left: float, width: float) -> tuple[list[tuple[float, str, int]], int]:
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
