"""Doors of the open data: all results with their rows in one file that explains and proves itself."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.results import published, reading, results, rows_hidden
from portal.throttles import throttled
from sharedgrowth.impact.queries import results as queries
from sharedgrowth.impact.views.results import periods, today_of, trail_to
from sharedgrowth.impact.views.shown import csv_text

LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NUMBERS = (  # column, what it is; the order of numbers.csv
    ("key", "Key of the result; rows/<key>.csv has its rows"),
    ("programme", "Programme"),
    ("direction", "fair, value or care"),
    ("title_ko", "Title in Korean"),
    ("title_en", "Title in English"),
    ("value", "Value; empty: nothing, or too few people to tell"),
    ("unit_ko", "Unit in Korean"),
    ("unit_en", "Unit in English"),
    ("rows", "Number of rows behind it"),
    ("hidden", "true: fewer people stand behind it than may be told"),
    ("estimate", "true: an estimate"),
    ("formula_ko", "How it is formed, in Korean"),
    ("formula_en", "How it is formed, in English"),
)
PUBLISHED = ("key", "programme", "title_ko", "title_en", "value", "unit_ko", "unit_en", "period", "source",
             "source_date")  # fmt: skip


@public
@reads
def open_data(request: HttpRequest) -> HttpResponse:
    """What there is, under which licence, and how to read it."""
    day = today_of(request)
    name, _period = queries.period_named(request.GET.get("year", ""), day)
    context = {
        "trail": trail_to(_("Open data")),
        "periods": periods(name, day),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "results": list(results),
        "count": len(results),
        "columns": NUMBERS,
        "api": f"{settings.BASE_URL}/api/v1",
    }
    return page(request, "impact/open_data.html", context)


@public
@reads
@throttled("export")
def open_data_zip(request: HttpRequest, year: str) -> HttpResponse:
    """Numbers, rows, published figures, data dictionary, licence and checksums of a year, or of all time."""
    name, period = queries.period_named(year, today_of(request))
    files = _files(name, period, page_now(request))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="results-{name}.zip"'
    return response


def _files(name: str, period: Any, now: datetime) -> dict[str, str]:
    """The files by path; all words in both languages, so that the archive is the same for every reader."""
    known = queries.directions()
    numbers, dictionary, files = [], [], {}
    for result in results:
        read, rows = reading(result, period), list(result.rows(period))
        columns = queries.columns_for(result, inside=False)
        with override("ko"):
            korean = [str(result.title), str(result.unit), str(result.formula)]
            lines = queries.lines_of(result, rows, inside=False, hidden=rows_hidden(result, period, rows))
            cells = [[queries.plain(cell) for cell in line.cells] for line in lines]
            titles = [str(column.title) for column in columns]
        with override("en"):
            english = [str(result.title), str(result.unit), str(result.formula)]
            heads = [str(column.title) for column in columns]
        numbers.append(
            [
                result.key, result.programme, queries.direction_of(result, known), korean[0], english[0],
                queries.plain(read.value), korean[1], english[1], str(read.count), queries.plain(read.hidden),
                queries.plain(result.estimate), korean[2], english[2],
            ]
        )  # fmt: skip
        files[f"rows/{result.key}.csv"] = csv_text([column.key for column in columns], cells)
        dictionary += [
            [f"rows/{result.key}.csv", column.key, column.kind, ko, en]
            for column, ko, en in zip(columns, titles, heads, strict=True)
        ]
    dictionary[:0] = [["numbers.csv", column, "text", words, words] for column, words in NUMBERS]
    files["numbers.csv"] = csv_text([column for column, _words in NUMBERS], numbers)
    files["published.csv"] = csv_text(PUBLISHED, [_published(figure) for figure in published])
    files["dictionary.csv"] = csv_text(["file", "column", "kind", "title_ko", "title_en"], dictionary)
    files["datapackage.json"] = _package(name, now, sorted(files))
    files["LICENCE.txt"] = (
        f"{settings.PORTAL_NAME}: results of shared growth, {name}.\n"
        f"Licence: {LICENCE} ({LICENCE_URL}). Name the source: {settings.BASE_URL}/impact/\n"
        "published.csv: figures of others, each with its own source; they are not counted by this portal.\n"
    )
    sums = [f"{hashlib.sha256(text.encode()).hexdigest()}  {path}\n" for path, text in sorted(files.items())]
    files["SHA256SUMS"] = "".join(sums)
    return files


def _published(figure: Any) -> list[str]:
    with override("ko"):
        korean = [str(figure.title), str(figure.unit)]
    with override("en"):
        english = [str(figure.title), str(figure.unit)]
    return [
        figure.key, figure.programme, korean[0], english[0], queries.plain(figure.value), korean[1], english[1],
        str(figure.period), str(figure.source), str(figure.source_date),
    ]  # fmt: skip


def _package(name: str, now: datetime, paths: list[str]) -> str:
    """What the archive is, for programs. Source: Data Package 1 (specs.frictionlessdata.io/data-package)."""
    told = {
        "profile": "data-package",
        "name": f"results-{name}",
        "title": f"{settings.PORTAL_NAME}: results of shared growth, {name}",
        "homepage": f"{settings.BASE_URL}/impact/",
        "created": now.astimezone(SEOUL).isoformat(timespec="seconds"),
        "licenses": [{"name": LICENCE, "path": LICENCE_URL}],
        "resources": [
            {
                "name": path.removesuffix(".csv").replace("/", "-"),
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
            }
            for path in paths
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
