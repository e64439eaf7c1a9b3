"""Doors of the results, for everybody: all of them by direction, one with its rows, the rows as a file."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.home.queries import url_of
from portal.http import page, page_now, public, reads
from portal.paging import Paginator
from portal.results import Published, Result, published, reading_of, results, rows_hidden
from portal.throttles import throttled
from sharedgrowth.impact.queries import reports as report_queries
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.views.shown import cell_text, chart_of, csv_answer, published_text, told

PER_PAGE = 50


def today_of(request: HttpRequest) -> date:
    """The day in Korea, by the page's one clock."""
    return page_now(request).astimezone(SEOUL).date()


def trail_to(words: object = "") -> list[tuple[object, str]]:
    """The way here."""
    home = (pgettext("impact", "Results"), reverse("impact:overview") if words else "")
    return [home, (words, "")] if words else [home]


def periods(name: str, day: date) -> list[dict[str, object]]:
    """The years that can be chosen, and all of them together."""
    years = [
        {"name": str(year), "label": str(year), "chosen": str(year) == name} for year in reversed(queries.years_to(day))
    ]
    return [*years, {"name": "all", "label": _("Since the portal began"), "chosen": name == "all"}]


def shown_published(figure: Published) -> dict[str, object]:
    """A published figure with its value in words and where the portal tells more."""
    return {
        "figure": figure,
        "value": published_text(figure),
        "url": url_of(figure.page) if figure.page else "",
        "programme": queries.programme_name(figure.programme),
    }


@public
@reads
@throttled("search")
def overview(request: HttpRequest) -> HttpResponse:
    """What all programmes achieve, by direction; what was published before stands beside it, never added."""
    day = today_of(request)
    name, period = queries.period_named(request.GET.get("year", ""), day)
    context = {
        "trail": trail_to(),
        "year": name,
        "periods": periods(name, day),
        "directions": [
            {
                "direction": direction,
                "blocks": [
                    {
                        "block": block,
                        "numbers": [{"result": read.result, "value": told(read)} for read in block.readings],
                        "published": [shown_published(figure) for figure in block.published],
                    }
                    for block in blocks
                ],
            }
            for direction, blocks in queries.overview(period)
            if blocks
        ],
        "report": report_queries.newest_reports(1).first(),
    }
    return page(request, "impact/overview.html", context)


def result_or_404(key: str) -> Result:
    """The result of that key."""
    result = results.get(key)
    if result is None:
        raise Http404
    return result


@public
@reads
@throttled("search")
def result_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One number: how it is formed, year by year, and every row behind it."""
    result, day = result_or_404(key), today_of(request)
    name, period = queries.period_named(request.GET.get("year", ""), day)
    inside = queries.may_see_inside(request.user)
    rows = result.rows(period)
    read = reading_of(result, period, rows)
    hidden = rows_hidden(result, period, rows)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    first = (listed.number - 1) * PER_PAGE
    columns = queries.columns_for(result, inside=inside)
    here = {place - first for place in hidden if first <= place < first + PER_PAGE}
    lines = queries.lines_of(result, list(listed.object_list), inside=inside, hidden=here)
    by_year = queries.by_year(result, day)
    context = {
        "trail": trail_to(result.title),
        "result": result,
        "programme": queries.programme_name(result.programme),
        "year": name,
        "periods": periods(name, day),
        "value": told(read),
        "count": read.count,
        "chart": chart_of(result, by_year, page_now(request)),
        "columns": columns,
        "lines": [
            {
                "cells": [
                    {"text": cell_text(cell, column), "column": column}
                    for cell, column in zip(line.cells, columns, strict=True)
                ],
                "url": line.url,
                "hidden": line.hidden,
            }
            for line in lines
        ],
        "results": listed,
        "hides": bool(hidden),
        "published": [shown_published(figure) for figure in published if figure.programme == result.programme],
    }
    return page(request, "impact/result_detail.html", context)


@public
@reads
@throttled("export")
def result_csv(request: HttpRequest, key: str) -> HttpResponse:
    """All rows behind a number, as far as the reader may see them."""
    result = result_or_404(key)
    name, period = queries.period_named(request.GET.get("year", ""), today_of(request))
    inside = queries.may_see_inside(request.user)
    found = result.rows(period)
    rows = list(found) if isinstance(found, QuerySet) else found
    lines = queries.lines_of(result, rows, inside=inside, hidden=rows_hidden(result, period, rows))
    heads = [column.key for column in queries.columns_for(result, inside=inside)]
    return csv_answer(f"{key}-{name}", heads, [[queries.plain(cell) for cell in line.cells] for line in lines])


@public
@reads
def published_list(request: HttpRequest) -> HttpResponse:
    """Every figure that was published before the portal, with source and date; never added to its own."""
    return page(
        request,
        "impact/published_list.html",
        {
            "trail": trail_to(_("Published before the portal")),
            "rows": [shown_published(figure) for figure in published],
        },
    )


@public
@reads
@throttled("export")
def published_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    heads = ["key", "programme", "title", "value", "unit", "period", "source", "source_date"]
    rows = [
        [
            figure.key, figure.programme, str(figure.title), queries.plain(figure.value), str(figure.unit),
            str(figure.period), str(figure.source), str(figure.source_date),
        ]
        for figure in published
    ]  # fmt: skip
    return csv_answer("published-figures", heads, rows)
