"""A waterfall: how a whole comes about step by step, and who gets what of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.safestring import SafeString

from portal.charts.pieces import NARROW, Draw, Drawing, Number, clip, join, line, rect, text, text_width

GAP, TOP, HEIGHT, FOOT = 14, 26, 220, 46
ROW, BAR = 46, 16
CLASSES = {"gain": "f2", "loss": "f3", "total": "f5", "part": "f1"}


@dataclass(frozen=True, slots=True)
class Step:
    """``gain`` and ``loss`` (positive amounts) add up to a ``total``; each ``part`` is taken from the top of it."""

    name: str
    value: Number
    kind: Literal["gain", "loss", "total", "part"]


def waterfall(steps: Sequence[Step], *, write: Callable[[Number], str]) -> Draw:
    """Steps side by side, joined by lines; one under the other on a narrow page. Below zero goes below the axis."""
    spans = _spans(steps)
    low = min((min(span) for span in spans), default=Decimal(0))
    high = max((max(span) for span in spans), default=Decimal(0))
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    reach = high - low or Decimal(1)

    def at(value: Decimal) -> float:
        return int((value - low) * 100_000 / reach) / 100_000

    def draw(width: int) -> Drawing:
        return _rows(steps, spans, at, width, write) if width < NARROW else _columns(steps, spans, at, width, write)

    return draw


def _spans(steps: Sequence[Step]) -> list[tuple[Decimal, Decimal]]:
    """From where to where each step goes, in amounts."""
    spans: list[tuple[Decimal, Decimal]] = []
    run = Decimal(0)
    for step in steps:
        value = Decimal(step.value)
        if step.kind == "total":
            spans.append((Decimal(0), value))
            run = value
            continue
        after = run + value if step.kind == "gain" else run - value
        spans.append((run, after))
        run = after
    return spans


def _columns(steps, spans, at, width: int, write) -> Drawing:
    breadth = (width - GAP * (len(steps) - 1)) / max(len(steps), 1)
    parts: list[SafeString] = [line(0, _y(at(Decimal(0))), width, _y(at(Decimal(0))), "ax")]
    for place, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        x = place * (breadth + GAP)
        top, bottom = _y(at(max(start, end))), _y(at(min(start, end)))
        parts.append(rect(x, top, breadth, max(bottom - top, 2), CLASSES[step.kind]))
        parts.append(text(x + breadth / 2, top - 8, _signed(step, write), "tb", "middle"))
        if place + 1 < len(steps):
            parts.append(line(x + breadth, _y(at(end)), x + breadth + GAP, _y(at(end)), "ax"))
        for row, words in enumerate(_wrapped(step.name, breadth + GAP - 4)):
            parts.append(text(x + breadth / 2, TOP + HEIGHT + 19 + row * 17, words, "t2", "middle"))
    return TOP + HEIGHT + FOOT, join(parts)


def _rows(steps, spans, at, width: int, write) -> Drawing:
    parts: list[SafeString] = []
    for place, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        y = place * ROW + 20
        amount = _signed(step, write)
        bold = "tb" if step.kind == "total" else ""
        parts.append(text(0, y - 6, clip(step.name, width - text_width(amount) - 12), bold))
        parts.append(text(width, y - 6, amount, "tb", "end"))
        left, right = at(min(start, end)) * width, at(max(start, end)) * width
        parts.append(rect(min(left, width - 2), y, max(right - left, 2), BAR, CLASSES[step.kind]))
    return ROW * len(steps) + 6, join(parts)


def _y(share: float) -> float:
    return TOP + HEIGHT * (1 - share)


def _signed(step: Step, write: Callable[[Number], str]) -> str:
    sign = {"gain": "+", "loss": "−"}.get(step.kind, "")
    return f"{sign if step.value else ''}{write(step.value)}"


def _wrapped(words: str, room: float) -> list[str]:
    """At most two lines; what does not fit is cut."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > room and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return [clip(row, room) for row in lines]
