"""Columns over time: one column per month, its parts on top of each other, and a line of a second measure if asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.charts.pieces import Draw, Drawing, Number, join, line, px, rect, text, text_width

HEIGHT, TOP, FOOT = 190, 22, 26


@dataclass(frozen=True, slots=True)
class Column:
    """One column; None where there is nothing to say (not the same as zero)."""

    name: str
    values: Sequence[Number | None]


def columns(found: Sequence[Column], classes: Sequence[str], *, write: Callable[[Number], str]) -> Draw:
    """Columns from zero, parts stacked in the order of ``classes``; the total stands on each, nothing on empty ones."""
    totals = [_total(column) for column in found]
    most = max((total for total in totals if total), default=Decimal(0))

    def draw(width: int) -> Drawing:
        step = width / max(len(found), 1)
        breadth = min(step * 0.66, 46)
        parts = [line(0, TOP + HEIGHT, width, TOP + HEIGHT, "ax")]
        for place, (column, total) in enumerate(zip(found, totals, strict=True)):
            middle, y = step * (place + 0.5), TOP + HEIGHT * 1.0
            for value, cls in zip(column.values, classes, strict=True):
                size = _share(value, most) * HEIGHT
                y -= size
                if size:
                    parts.append(rect(middle - breadth / 2, y, breadth, size, f"{cls} seg"))
            if total and text_width(write(total)) <= step + 4:
                parts.append(text(middle, y - 6, write(total), "tb", "middle"))
            if _named(place, len(found), step):
                parts.append(text(middle, TOP + HEIGHT + 18, column.name, "t2", "middle"))
        return TOP + HEIGHT + FOOT, join(parts)

    return draw


def lines(found: Sequence[Column], classes: Sequence[str], *, write: Callable[[Number], str]) -> Draw:
    """Lines over time from zero, one for each value of a column, broken where there is none; the last is labelled."""
    most = max((value for column in found for value in column.values if value is not None), default=Decimal(0))

    def draw(width: int) -> Drawing:
        step = width / max(len(found), 1)
        parts = [line(0, TOP + HEIGHT, width, TOP + HEIGHT, "ax")]
        for series, cls in enumerate(classes):
            points: list[tuple[float, float, Number]] = []
            for place, column in enumerate(found):
                value = column.values[series]
                if value is not None:
                    points.append((step * (place + 0.5), TOP + HEIGHT * (1 - _share(value, most)), value))
                    continue
                parts += _line_of(points, cls, write)
                points = []
            parts += _line_of(points, cls, write)
        for place, column in enumerate(found):
            if _named(place, len(found), step):
                parts.append(text(step * (place + 0.5), TOP + HEIGHT + 18, column.name, "t2", "middle"))
        return TOP + HEIGHT + FOOT, join(parts)

    return draw


def _line_of(points: list[tuple[float, float, Number]], cls: str, write: Callable[[Number], str]) -> list[SafeString]:
    if not points:
        return []
    path = " ".join(f"{px(x)},{px(y)}" for x, y, _value in points)
    dots = [format_html('<circle cx="{}" cy="{}" r="3" class="f{}"/>', px(x), px(y), cls[1:]) for x, y, _v in points]
    x, y, value = points[-1]
    drawn = format_html('<polyline points="{}" class="ln {}"/>', path, cls)
    return [drawn, *dots, text(x, y - 9, write(value), "tb", "middle")]


def _total(column: Column) -> Number:
    return sum((value for value in column.values if value is not None), Decimal(0))


def _share(value: Number | None, most: Number) -> float:
    return int(Decimal(value) * 10_000 / Decimal(most)) / 10_000 if value and most else 0.0


def _named(place: int, count: int, step: float) -> bool:
    """Every month where there is room, else each second or third, the last one always."""
    every = 1 if step >= 42 else 2 if step >= 24 else 3
    return (count - 1 - place) % every == 0
