"""How numbers of results are shown: their words, their chart by year, their file."""

import csv
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from portal.charts.pieces import Number
from portal.display import day_text, money_short
from portal.results import MONEY, NUMBER, Column, Published, Reading, Result
from sharedgrowth.impact.queries.results import plain

MARK = "\ufeff"  # by which spreadsheets know UTF-8


def number_text(value: Decimal | None, *, money: bool, places: int = 0, unit: object = "") -> SafeString:
    """A number with its unit; an amount of won is written short."""
    if value is None:
        return format_html("{}", "–")
    if money:
        short = money_short(value)
        number, behind = short.number, short.unit.strip()
    else:
        number, behind = f"{value:,.{places}f}", str(unit)
    return format_html(
        '<data value="{}">{}{}</data>',
        plain(value),
        number,
        format_html('<span class="unit">{}</span>', behind) if behind else "",
    )


def told(read: Reading) -> SafeString:
    """What a reading says: its number, or that too few people stand behind it."""
    if read.hidden:
        return format_html("{}", _("Fewer than %(least)d people") % {"least": read.result.suppress_below})
    return number_text(read.value, money=read.result.is_money, places=read.result.places, unit=read.result.unit)


def published_text(figure: Published) -> SafeString:
    """A published figure as it is read."""
    if str(figure.unit) == _("won"):
        return number_text(figure.value, money=True)
    places = max(0, -int(figure.value.normalize().as_tuple().exponent)) if figure.value % 1 else 0
    return number_text(figure.value, money=False, places=places, unit=figure.unit)


def chart_of(result: Result, readings: Sequence[Reading], read_at: datetime) -> SafeString | str:
    """The result year by year; nothing where there is nothing to see."""
    known = [read for read in readings if read.value]
    if not known:
        return ""

    def write(value: Number) -> str:
        if result.is_money:
            short = money_short(Decimal(value))
            return f"{short.number}{short.unit.strip()}"
        return f"{value:,.{result.places}f}"

    span = f"{readings[0].period.first.year} – {readings[-1].period.first.year}"
    last = known[-1]
    found = [charts.Column(str(read.period.first.year), [read.value]) for read in readings]
    said = {"title": result.title, "year": last.period.first.year, "value": write(last.value or 0)}
    return charts.figure(
        title=_("Year by year"),
        basis=_("%(unit)s · %(span)s · as of %(time)s")
        % {"unit": result.unit, "span": span, "time": day_text(read_at, "short")},
        finding=_("%(title)s in %(year)s: %(value)s.") % said,
        draw=charts.columns(found, ["f1"], write=write),
        table=charts.Table(
            [_("Year"), result.title],
            [(str(read.period.first.year), told(read)) for read in readings],
            _("Show as a table"),
        ),
    )


def cell_text(cell: object, column: Column) -> str:
    """A cell of the rows on a page."""
    if cell is None or cell == "":
        return "–"
    if column.kind == MONEY and isinstance(cell, Decimal | int):
        return f"{cell:,.0f}"
    if column.kind == NUMBER and isinstance(cell, Decimal | int) and not isinstance(cell, bool):
        return f"{cell.normalize():,f}" if isinstance(cell, Decimal) else f"{cell:,}"
    return plain(cell) if not hasattr(cell, "label") else str(cell)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (CNV-11); a negative number stays one.

    >>> safe_cell("=1+1"), safe_cell("-3.5"), safe_cell("-A1")
    ("'=1+1", '-3.5', "'-A1")
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            Decimal(text)
        except ArithmeticError:
            return f"'{text}"
    return text


def csv_answer(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    """Rows as CSV, UTF-8 with a mark that spreadsheets know."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.write(csv_text(heads, rows))
    return response


def csv_text(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The text of such a file."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines))
    writer.writerow(heads)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return MARK + "".join(lines)


class _Lines:
    """What ``csv.writer`` writes to."""

    def __init__(self, lines: list[str]):
        self.lines = lines

    def write(self, line: str) -> None:
        """One line."""
        self.lines.append(line)
