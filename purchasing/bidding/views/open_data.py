"""Open data for everybody: what there is, and the bulk files of each year."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from purchasing.bidding.queries import open_data as found
from purchasing.bidding.queries.ocds import EXTENSIONS
from purchasing.bidding.queries.ocds_packages import package, records


@public
@reads
def open_data(request: HttpRequest) -> HttpResponse:
    """What is published, year by year, and how to read it."""
    context = {
        "years": found.years(),
        "latest": found.latest(),
        "prefix": settings.OCDS_PREFIX,
        "extensions": [url.split("/")[4].removeprefix("ocds_").removesuffix("_extension") for url in EXTENSIONS],
        "api": f"{settings.BASE_URL}/api/v1/ocds",
        "this_year": page_now(request).astimezone(SEOUL).year,
    }
    return page(request, "bidding/open_data.html", context)


@public
@reads
@throttled("export")
def open_data_releases(request: HttpRequest, year: int) -> StreamingHttpResponse:
    """All releases of a year as one release package."""
    releases = found.releases_of_year(year)
    if not releases.exists():
        raise Http404
    head = package(uri=request.build_absolute_uri(), published_at=page_now(request), releases=[])
    rows = (release.document for release in releases.iterator())
    return _file(_package(head, rows), f"releases-{year}.json", "application/json")


@public
@reads
@throttled("export")
def open_data_records(request: HttpRequest, year: int) -> StreamingHttpResponse:
    """The compiled releases of all processes that began in a year, one a line."""
    releases = found.processes_of_year(year)
    if not releases.exists():
        raise Http404
    rows = (_written(record["compiledRelease"]) + "\n" for record in records(releases))
    return _file(rows, f"records-{year}.jsonl", "application/jsonl")


def _package(head: dict[str, Any], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The package in pieces: never a whole year in memory."""
    yield _written(head).removesuffix("]}")
    for place, row in enumerate(rows):
        yield (",\n" if place else "\n") + _written(row)
    yield "\n]}\n"


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _file(parts: Iterable[str], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((part.encode() for part in parts), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
