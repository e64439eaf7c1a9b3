"""The frame of every chart: title, basis, legend, the drawings for several widths, and the figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.charts.pieces import HALF_WIDTHS, Draw, join


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
        join(drawings),
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
    return format_html('<ul class="legend">{}</ul>', join(entries))


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
        join(rows),
    )


def _disclosed(table: Table, caption: object) -> SafeString:
    return format_html("<details><summary>{}</summary>{}</details>", table.opens_with, data_table(table, caption))
