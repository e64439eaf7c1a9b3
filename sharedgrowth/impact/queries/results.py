"""FIND: what the results say, by direction and programme; the rows behind one, as far as the reader may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.home.queries import url_of
from portal.home.registry import programmes
from portal.people.models import User
from portal.periods import Period
from portal.results import (
    BEGINS,
    Column,
    Published,
    Reading,
    Result,
    published,
    reading,
    reading_of,
    results,
    until_now,
    year_of,
)
from sharedgrowth.impact.models import ProgrammeDirection
from sharedgrowth.impact.rules.telling import years_back
from sharedgrowth.impact.states import Direction

INSIDE = ("SG", "AP", "FM", "CC", "CP", "AU")  # who reads company names beside numbers
MOST_YEARS = 5
OTHER_NAMES = {  # what has results and is no programme of its own on the front page
    "win-win": gettext_lazy("Fair and timely payment"),
    "funds": gettext_lazy("Funds for support"),
}


def directions() -> Mapping[str, tuple[str, int]]:
    """Direction and order of each programme, where staff have set them. One statement."""
    rows = ProgrammeDirection.objects.values_list("programme", "direction", "order")
    return {programme: (direction, order) for programme, direction, order in rows}


@dataclass(frozen=True, slots=True)
class Block:
    """A programme on the overview: its own results, and what was published before, apart."""

    key: str
    name: object
    summary: object
    url: str
    readings: Sequence[Reading]
    published: Sequence[Published]


def programme_name(key: str) -> object:
    """What a programme is called; for what is no programme of its own, the words below, else its key."""
    known = programmes.get(key)
    return known.name if known is not None else OTHER_NAMES.get(key, key)


def direction_of(result: Result, known: Mapping[str, tuple[str, int]] | None = None) -> str:
    """The direction of a result's programme: as staff set it, else as the programme says, else as the result says."""
    known = directions() if known is None else known
    if result.programme in known:
        return known[result.programme][0]
    programme = programmes.get(result.programme)
    return programme.direction if programme is not None else result.direction or Direction.VALUE


def overview(period: Period) -> list[tuple[Direction, list[Block]]]:
    """All results of a period by direction and programme, in order; programmes without a result are left out."""
    known = directions()
    order: dict[str, tuple[int, int]] = {}
    for place, (key, programme) in enumerate(programmes.items()):
        order[key] = (known[key][1] if key in known else programme.order, place)
    found: dict[str, dict[str, list[Reading]]] = {direction.value: {} for direction in Direction}
    for result in results:
        found[direction_of(result, known)].setdefault(result.programme, []).append(reading(result, period))
    return [
        (
            direction,
            [
                _block(key, readings)
                for key, readings in sorted(found[direction].items(), key=lambda pair: order.get(pair[0], (50, 0)))
            ],
        )
        for direction in Direction
    ]


def _block(key: str, readings: list[Reading]) -> Block:
    known = programmes.get(key)
    return Block(
        key=key,
        name=programme_name(key),
        summary=known.summary if known else "",
        url=url_of(known.url_name) if known else "",
        readings=readings,
        published=[figure for figure in published if figure.programme == key],
    )


def years_to(day: date) -> list[int]:
    """The years whose results are shown, up to the day's."""
    return years_back(day.year, BEGINS.year, MOST_YEARS)


def by_year(result: Result, day: date) -> list[Reading]:
    """A result year by year. Rows that name their month are read once for all years."""
    years = years_to(day)
    rows = result.rows(Period(year_of(years[0]).first, year_of(years[-1]).last))
    if isinstance(rows, list) and all(isinstance(row, dict) and isinstance(row.get("month"), date) for row in rows):
        parts = {year: [row for row in rows if row["month"].year == year] for year in years}
        return [reading_of(result, year_of(year), parts[year]) for year in years]
    return [reading(result, year_of(year)) for year in years]


def period_named(name: str, day: date) -> tuple[str, Period]:
    """The period that an address names: a year ("2026"), or all; nonsense and years to come name this year."""
    if name == "all":
        return "all", until_now(day)
    year = int(name) if name.isascii() and name.isdigit() and len(name) == 4 else day.year
    if not BEGINS.year <= year <= day.year:
        year = day.year
    return str(year), year_of(year)


def may_see_inside(user: Any) -> bool:
    """Whether the reader sees the columns and pages that are for staff."""
    return bool(isinstance(user, User) and user.is_internal and user.has_role(*INSIDE))


def columns_for(result: Result, *, inside: bool) -> list[Column]:
    """The columns that the reader sees."""
    return [column for column in result.columns if inside or not column.inside]


@dataclass(frozen=True, slots=True)
class Line:
    """A row behind a number: its cells in the order of the columns; ``hidden`` ones stand for too few people."""

    cells: Sequence[Any]
    hidden: bool
    url: str


def lines_of(result: Result, rows: Sequence[Any], *, inside: bool, hidden: set[int] | frozenset[int]) -> list[Line]:
    """Rows as the reader sees them; ``hidden``: which of them (by place) tell nothing."""
    columns = columns_for(result, inside=inside)
    linked = result.row_url is not None and (inside or result.row_public)
    return [
        Line(
            [None if place in hidden and column.is_number else column.cell(row) for column in columns],
            place in hidden,
            result.row_url(row) if linked and result.row_url is not None else "",
        )
        for place, row in enumerate(rows)
    ]


def plain(value: Any) -> str:
    """A cell as a file writes it: no separators, no unit, days and moments in ISO 8601.

    >>> plain(None), plain(Decimal("12.50")), plain(date(2026, 11, 26)), plain(True)
    ('', '12.5', '2026-11-26', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(SEOUL).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
