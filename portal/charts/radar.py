"""A radar: a few measures of 0 to 100 around a centre, this time, the time before, and a threshold.

Never shown alone: the table beside it has the figures (design 10.8). What lies below the threshold is red and larger.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.charts.pieces import NARROW, Draw, Drawing, Number, clip, join, line, px, text, text_width

MOST = 100
RINGS = (25, 50, 75, 100)
MARGIN = 34
OUTWARD = 18  # on a phone the names at the top and the bottom make room for those beside them
HALF = 500  # up to here the middle size


@dataclass(frozen=True, slots=True)
class Axis:
    """One measure: its name, its value now and before; None where there is nothing to say (not the same as zero)."""

    name: str
    value: Number | None
    before: Number | None = None


def radar(axes: Sequence[Axis], *, threshold: Number | None = None) -> Draw:
    """The axes clockwise from the top, each with its figure beside its name."""

    def draw(width: int) -> Drawing:
        radius = 66.0 if width < NARROW else 104.0 if width < HALF else 136.0
        margin = MARGIN + OUTWARD if width < NARROW else MARGIN
        centre_x, centre_y = width / 2, radius + margin

        def at(place: int, value: float) -> tuple[float, float]:
            turn = 2 * math.pi * place / len(axes)
            return centre_x + math.sin(turn) * radius * value / MOST, centre_y - math.cos(turn) * radius * value / MOST

        def ring(values: Sequence[float], cls: str) -> SafeString:
            points = " ".join(f"{px(x)},{px(y)}" for x, y in (at(i, value) for i, value in enumerate(values)))
            return format_html('<polygon points="{}" class="{}"/>', points, cls)

        parts = [ring([level] * len(axes), "gl radar-net") for level in RINGS]
        parts += [line(centre_x, centre_y, *at(place, MOST), "gl") for place in range(len(axes))]
        if threshold is not None:
            parts.append(ring([float(threshold)] * len(axes), "target radar-net"))
        if any(axis.before is not None for axis in axes):
            parts.append(ring([float(axis.before or 0) for axis in axes], "radar-net ln s5 dash2"))
        parts.append(ring([float(axis.value or 0) for axis in axes], "area1 s1 ln-edge"))
        for place, axis in enumerate(axes):
            if axis.value is not None:
                x, y = at(place, float(axis.value))
                low = _is_low(axis, threshold)
                parts.append(
                    format_html(
                        '<circle cx="{}" cy="{}" r="{}" class="{}"/>',
                        px(x),
                        px(y),
                        5 if low else 3.5,
                        "fbad" if low else "f1",
                    )
                )
        parts += [_label(place, axis, at, centre_x, centre_y, width, threshold) for place, axis in enumerate(axes)]
        return 2 * radius + 2 * margin, join(parts)

    return draw


def _is_low(axis: Axis, threshold: Number | None) -> bool:
    return axis.value is not None and threshold is not None and axis.value < threshold


def _label(place: int, axis: Axis, at, centre_x: float, centre_y: float, width: int, threshold) -> SafeString:
    """Outside its spoke; a name that would leave the picture stands on two or three lines."""
    x, y = at(place, 113)
    anchor = "middle" if abs(x - centre_x) < 8 else "start" if x > centre_x else "end"
    low = _is_low(axis, threshold)
    figure = "—" if axis.value is None else f"{axis.value}"
    cls = "tbad" if low else "tb"
    room = {"middle": float(width), "start": width - x, "end": x}[anchor]
    if text_width(f"{axis.name} {figure}") <= room:
        outward = OUTWARD if width < NARROW else 0
        down = 4.0 if anchor != "middle" else -outward if y < centre_y else 10.0 + outward
        return text(x, y + down, f"{axis.name} {figure}", cls if low else "", anchor)
    rows = _wrapped(axis.name, room)
    top = y - 2 - 15 * (len(rows) - 1) if y < centre_y else y - 2
    lines = [text(x, top + 15 * place, words, "", anchor) for place, words in enumerate(rows)]
    return join([*lines, text(x, top + 15 * len(rows), figure, cls, anchor)])


def _wrapped(words: str, room: float) -> list[str]:
    """The words on one line, or on two, each as far as it fits.

    >>> _wrapped("Ethics and fair trade", 90)
    ['Ethics and', 'fair trade']
    """
    first, rest = "", words.split()
    while rest and text_width(f"{first} {rest[0]}".strip()) <= room:
        first = f"{first} {rest.pop(0)}".strip()
    if not first:
        return [clip(words, room)]
    return [first, clip(" ".join(rest), room)] if rest else [first]
