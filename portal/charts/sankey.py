"""A Sankey drawing: how an amount flows from column to column; what may not be shown has a width that says nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.charts.pieces import Draw, Drawing, Number, clip, join, px, rect, text

NODE_WIDTH, GAP, TOP, FOOT = 12, 52, 34, 14
LABEL_WIDTH = 160
ROW_HEIGHT = 74  # of the fullest column
HIDDEN_WIDTH = 11  # of every flow whose amount is not shown
LEAST_WIDTH = 2


@dataclass(frozen=True, slots=True)
class Node:
    """A stop of the flow in one column, with its name and the lines under it. ``tone``: buyer, late or none."""

    key: str
    column: int
    name: str
    lines: Sequence[str] = ()
    tone: Literal["", "buyer", "late"] = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one node to another; ``value`` None: how much is not shown. ``tone``: a class of charts.css."""

    source: str
    target: str
    value: Number | None
    tone: Literal["paid", "due", "late", "held"]


def sankey(columns: Sequence[str], nodes: Sequence[Node], flows: Sequence[Flow]) -> Draw:
    """Nodes stand in the order given within their column; flows leave and enter a node in the order given.

    The table beside it says in words what the drawing shows: it is decoration for who reads it.
    """
    groups = [[node for node in nodes if node.column == place] for place in range(len(columns))]
    scale = _scale(groups, flows)

    def thick(flow: Flow) -> float:
        return HIDDEN_WIDTH if flow.value is None else max(float(flow.value) * scale, LEAST_WIDTH)

    sizes = {node.key: _size(node.key, flows, thick) for node in nodes}

    def draw(width: int) -> Drawing:
        step = (width - NODE_WIDTH - LABEL_WIDTH) / max(len(columns) - 1, 1)
        tall = max(sum(sizes[node.key] for node in group) + GAP * (len(group) - 1) for group in groups if group)
        spots: dict[str, tuple[float, float]] = {}
        parts = []
        for place, group in enumerate(groups):
            x = place * step
            parts.append(text(x, 14, clip(columns[place], step or width), "t2"))
            used = sum(sizes[node.key] for node in group) + GAP * (len(group) - 1)
            y = TOP + GAP / 2 + max(0.0, (tall - used) / 2)
            for node in group:
                spots[node.key] = (x, y)
                y += sizes[node.key] + GAP
        parts += _drawn_flows(flows, spots, thick)
        room = step - NODE_WIDTH - 14 if len(columns) > 1 else width
        for node in nodes:
            parts += _drawn_node(node, spots[node.key], sizes[node.key], min(room, LABEL_WIDTH))
        return TOP + GAP + tall + FOOT, join(parts)

    return draw


def _scale(groups: Sequence[Sequence[Node]], flows: Sequence[Flow]) -> float:
    """Pixels of one unit, so that the column with the largest sum fills its height."""
    most = max((len(group) for group in groups), default=1)
    height = max(most * ROW_HEIGHT, 190)
    sums = [sum((_through(node.key, flows) for node in group), Decimal(0)) for group in groups]
    largest = max(sums, default=Decimal(0))
    return height / float(largest) if largest else 0.0


def _through(key: str, flows: Sequence[Flow]) -> Decimal:
    """What is known to come in or go out, whichever is more."""
    into = sum((Decimal(flow.value) for flow in flows if flow.target == key and flow.value), Decimal(0))
    out = sum((Decimal(flow.value) for flow in flows if flow.source == key and flow.value), Decimal(0))
    return max(into, out)


def _size(key: str, flows: Sequence[Flow], thick: Callable[[Flow], float]) -> float:
    into = sum(thick(flow) for flow in flows if flow.target == key)
    out = sum(thick(flow) for flow in flows if flow.source == key)
    return max(into, out, 3.0)


def _drawn_flows(flows: Sequence[Flow], spots, thick: Callable[[Flow], float]) -> list[SafeString]:
    left: dict[str, float] = {}
    entered: dict[str, float] = {}
    drawn = []
    for flow in flows:
        size = thick(flow)
        x0, y0 = spots[flow.source]
        x1, y1 = spots[flow.target]
        begin = y0 + left.get(flow.source, 0.0) + size / 2
        end = y1 + entered.get(flow.target, 0.0) + size / 2
        left[flow.source] = left.get(flow.source, 0.0) + size
        entered[flow.target] = entered.get(flow.target, 0.0) + size
        x0 += NODE_WIDTH
        middle = (x0 + x1) / 2
        path = f"M{px(x0)} {px(begin)}C{px(middle)} {px(begin)} {px(middle)} {px(end)} {px(x1)} {px(end)}"
        cls = f"flow {flow.tone}" + (" hidden-sum" if flow.value is None else "")
        drawn.append(format_html('<path d="{}" class="{}" stroke-width="{}"/>', path, cls, px(size)))
    return drawn


def _drawn_node(node: Node, spot: tuple[float, float], size: float, room: float) -> list[SafeString]:
    x, y = spot
    first = y + size / 2 - 8 * (len(node.lines) - 1) - 2
    parts = [rect(x, y, NODE_WIDTH, size, f"node {node.tone}".strip())]
    parts.append(text(x + NODE_WIDTH + 8, first, clip(node.name, room), "tb"))
    for place, words in enumerate(node.lines):
        bad = node.tone == "late" and place == len(node.lines) - 1
        parts.append(text(x + NODE_WIDTH + 8, first + 17 + place * 16, clip(words, room), "tbad" if bad else "t2"))
    return parts
