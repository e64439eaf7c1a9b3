"""Small marks beside a figure that stands in words: decoration."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.charts.pieces import Number


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
