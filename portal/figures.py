"""Figures of a programme: one number, one chart, one table and one CSV each, from the same rows.

An app lists its ``Figure``s and says in its view who may see which; here they are drawn and written.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import charts
from portal.clock import SEOUL
from portal.display import day_text
from portal.forms import PeriodForm
from portal.http import page_now
from portal.periods import Period

Number = Decimal | int | None
Rows = Mapping[Any, Sequence[Number]]  # by month, or by whatever the figure is divided into; the columns are its own


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: where it comes from, what its columns are, how the whole is said in one number."""

    key: str
    title: object
    unit: object
    formula: object
    columns: Sequence[object]
    rows: Callable[[Period], Rows]
    headline: Callable[[Rows], str]
    classes: Sequence[str] = ("f1", "f2", "f3", "f4", "f5")
    drawn: str = "columns"  # or "lines"
    along: object = gettext_lazy("Month")  # what its rows are
    write: Callable[[Number], str] = lambda value: f"{Decimal(value or 0):,.0f}"
    scale: Decimal = Decimal(1)  # the chart and its table show so much as one; the CSV shows all


def months_asked(request: HttpRequest) -> PeriodForm:
    """The months of the address; without them this month and the eleven before."""
    return PeriodForm(request.GET, page_now(request).astimezone(SEOUL).date())


def share_in_words(rows: Rows, parts: Sequence[int]) -> str:
    """What share of everything the columns ``parts`` have, in percent with one decimal; "" of nothing.

    >>> share_in_words({1: [3, 1]}, [0])
    '75%'
    """
    whole = total_of(rows)
    if not whole:
        return ""
    part = sum((Decimal(row[place] or 0) for row in rows.values() for place in parts), Decimal(0))
    return f"{(part * 100 / whole).quantize(Decimal('0.1')).normalize():f}%"


def total_of(rows: Rows) -> Decimal:
    """All columns of all rows together.

    >>> total_of({1: [3, None], 2: [4, 1]})
    Decimal('8')
    """
    return sum((Decimal(value) for row in rows.values() for value in row if value is not None), Decimal(0))


def last_in_words(rows: Rows, words: object) -> str:
    """The last row that says something, put into ``words`` by place: ``"%(a)s / %(b)s days"``."""
    known = [row for row in rows.values() if row and row[0] is not None]
    return str(words) % dict(zip("abcdef", known[-1], strict=False)) if known else ""


def shown(figure: Figure, period: Period, read_at: datetime, rows: Rows | None = None) -> dict[str, Any]:
    """A figure ready for its page: headline and chart, both empty where nothing happened.

    ``rows``: what this reader may know, where that is less than all.
    """
    rows = figure.rows(period) if rows is None else rows
    has_data = any(value or (value is not None and figure.drawn == "lines") for row in rows.values() for value in row)
    return {
        "figure": figure,
        "headline": figure.headline(rows) if has_data else "",
        "chart": _chart(figure, rows, period, day_text(read_at, "short")) if has_data else "",
        "csv": f"?from={period.first:%Y-%m}&to={period.last:%Y-%m}",
    }


def _chart(figure: Figure, rows: Rows, period: Period, read_at: str) -> SafeString:
    scaled = {
        key: [None if value is None else Decimal(value) / figure.scale for value in row] for key, row in rows.items()
    }
    found = [charts.Column(_short(key, period), row) for key, row in scaled.items()]
    draw = charts.lines if figure.drawn == "lines" else charts.columns
    classes = figure.classes[: len(figure.columns)]
    span = f"{period.first:%Y-%m} – {period.last:%Y-%m}"
    spoken = {"title": str(figure.title), "value": figure.headline(rows), "span": span}
    named = list(zip(classes, figure.columns, strict=True))
    if figure.drawn == "lines":
        keys = [charts.Key(cls, name, "line") for cls, name in named]
    else:
        keys = [charts.Key(cls, name) for cls, name in named]
    return charts.figure(
        title=figure.title,
        basis=_("%(unit)s · %(span)s · as of %(time)s") % {"unit": figure.unit, "span": span, "time": read_at},
        finding=_("%(title)s, %(span)s: %(value)s.") % spoken,
        draw=draw(found, classes, write=figure.write),
        keys=keys if len(keys) > 1 else (),
        table=charts.Table(
            [figure.along, *figure.columns],
            [(_long(key), *(_cell(value, figure.write) for value in row)) for key, row in scaled.items()],
            _("Show as a table"),
        ),
    )


def _short(key: object, period: Period) -> str:
    """A month, with its year where one begins; anything else as it is."""
    if not isinstance(key, date):
        return str(key)
    return f"{key:%y}.{key.month}" if key.month == 1 or key == period.first else str(key.month)


def _long(key: object) -> str:
    return f"{key:%Y-%m}" if isinstance(key, date) else str(key)


def _cell(value: Number, write: Callable[[Number], str]) -> str:
    return "–" if value is None else write(value)


def as_csv(figure: Figure, period: Period, rows: Rows | None = None) -> HttpResponse:
    """One figure as CSV: plain numbers, UTF-8 with a mark that spreadsheets know."""
    rows = figure.rows(period) if rows is None else rows
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figure.key}-{period.first:%Y%m}-{period.last:%Y%m}.csv"'
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([figure.along, *figure.columns])
    for key, row in rows.items():
        writer.writerow([_long(key), *("" if value is None else value for value in row)])
    return response
