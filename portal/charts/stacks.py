"""Stacked bars from zero: what a whole is made of, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal.charts.pieces import NARROW, Draw, Drawing, Number, clip, join, rect, text, text_width


@dataclass(frozen=True, slots=True)
class Stack:
    """A row of a stacked chart; ``chosen`` marks the one that matters."""

    name: str
    values: Sequence[Number]
    chosen: bool = False


_SEGMENT_TEXT = {"f1": "ton", "f2": "ton", "f4": "ton4"}


def stacked(
    stacks: Sequence[Stack],
    classes: Sequence[str],
    *,
    write: Callable[[Number], str],
    best: Literal["lowest", "highest"] = "lowest",
) -> Draw:
    """Horizontal bars from zero, one segment per class; the total stands behind, with the difference to the best."""
    totals = [sum(stack.values, Decimal(0)) for stack in stacks]
    most = max(totals)
    first, sign = (min(totals), "+") if best == "lowest" else (most, "−")

    def draw(width: int) -> Drawing:
        narrow = width < NARROW
        left = 0.0 if narrow else min(max(text_width(stack.name) for stack in stacks) + 24, width * 0.32)
        right = 100 if narrow else 112
        row_height, bar_height, top = (52 if narrow else 40), 26, 6
        parts = []
        for place, (stack, total) in enumerate(zip(stacks, totals, strict=True)):
            y = top + place * row_height + (20 if narrow else 7)
            if narrow:
                parts.append(text(0, y - 6, clip(stack.name, width), "tb"))
            else:
                parts.append(
                    text(left - 12, y + 17.5, clip(stack.name, left - 16), "tb" if stack.chosen else "", "end")
                )
            x = left
            for value, cls in zip(stack.values, classes, strict=True):
                size = float(value / most) * (width - left - right) if most else 0.0
                parts.append(rect(x, y, size, bar_height, f"{cls} seg"))
                words = write(value)
                if size > text_width(words) + 12:
                    parts.append(text(x + size / 2, y + 17.5, words, _SEGMENT_TEXT.get(cls, "tseg"), "middle"))
                x += size
            words = write(total)
            parts.append(text(x + 8, y + 17.5, words, "tpri" if stack.chosen else "tb"))
            if total != first:
                parts.append(text(x + 14 + text_width(words), y + 17.5, f"{sign}{write(abs(total - first))}", "t2"))
        return top + row_height * len(stacks) + 4, join(parts)

    return draw
