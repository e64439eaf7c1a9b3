"""Results: what the programmes achieve, each a number that comes from rows, and what was published before the portal.

An app enters its results in its ``cards/results.py`` (found at start). A page shows the number, how it is formed and
the rows it is formed of: so nobody has to believe it. Published figures are never added to a result.

    results.add("friends.hours", Result(key="friends.hours", programme="friends", …))
    published.add("friends.members-2020", Published(key="friends.members-2020", programme="friends", …))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.clock import today
from portal.periods import Period, after
from portal.registry import Registry
from portal.telling import Counts, hidden_rows, is_few, summed_counts

Rows = QuerySet | Sequence[Any]  # a query in one definite order, or a list; rows are models, dicts or dataclasses

TEXT, NUMBER, MONEY, DAY = "text", "number", "money", "day"
BEGINS = date(2018, 1, 1)  # nothing of the portal's own is older
MANY = 5  # from so many people on, a number tells of nobody (PII-11)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the rows behind a result.

    ``of``: the path of an attribute or of a key ("company.legal_name_ko"), or a function of the row.
    ``inside``: for staff alone: a company's name beside its money, what only those who run the programme may know.
    """

    key: str  # the head of the CSV: small English words with underscores
    title: object
    of: str | Callable[[Any], Any]
    kind: str = TEXT
    inside: bool = False

    def cell(self, row: Any) -> Any:
        """What the row says in this column."""
        return self.of(row) if callable(self.of) else _follow(row, self.of)

    @property
    def is_number(self) -> bool:
        """Whether the column stands to the right, and is hidden where too few people are behind it."""
        return self.kind in (NUMBER, MONEY)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One number of a programme: ``value(rows(period))``; the rows are what it is formed of, none less, none more.

    ``programme``: its key in ``portal.home.registry.programmes``; the direction is the programme's, as staff have set
    it; ``direction`` counts only for what is no programme there.
    ``rows``: what belongs to the period, in one definite order. Nothing in it may be a draft or secret of a tender.
    ``people``: how many people stand behind a row, where a result is about people; None where it is about things. Of
    a row that tells of several groups, all of them, also those that are left: ``(trained, completed, not completed)``.
    ``suppress_below``: a number with fewer people behind it is not told (5 for everything about people).
    ``row_url``: the page of a row; ``row_public`` says whether everybody may read that page, else staff alone.
    """

    key: str
    programme: str
    title: object
    unit: object
    formula: object  # in words: what is counted, when, what is left out
    rows: Callable[[Period], Rows]
    value: Callable[[Rows], Decimal | int | None]
    columns: Sequence[Column]
    direction: str = ""
    row_url: Callable[[Any], str] | None = None
    row_public: bool = False
    people: Callable[[Any], int | Counts] | None = None
    suppress_below: int = 0
    places: int = 0  # decimals shown
    estimate: bool = False  # marked as such wherever it is shown
    order: int = 50

    @property
    def is_money(self) -> bool:
        """Whether the number is an amount of won: then pages write it short."""
        return any(column.kind == MONEY for column in self.columns)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A figure that others published about the predecessor of a programme; never added to the portal's own."""

    key: str
    programme: str
    title: object
    value: Decimal
    unit: object
    period: object  # which time it speaks of: "2013-08 – 2018-07"
    source: str
    source_date: str = ""  # as exact as it is known: "2018-11-11", "2021"
    page: str = ""  # the URL name of the page of the portal that tells more; "" when there is none
    order: int = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What a result says at this moment about a period. ``hidden``: too few people stand behind it."""

    result: Result
    period: Period
    value: Decimal | None
    count: int
    hidden: bool = False


results: Registry[Result] = Registry("results")
published: Registry[Published] = Registry("published figures")
ESTIMATE = gettext_lazy("Estimate")


def enter(*entries: Result | Published) -> None:
    """Enter results and published figures under their own keys."""
    for entry in entries:
        if isinstance(entry, Result):
            results.add(entry.key, entry)
        else:
            published.add(entry.key, entry)


def of_programme(programme: str) -> list[Result]:
    """The results of a programme, in order."""
    return [result for result in results if result.programme == programme]


def published_of(programme: str) -> list[Published]:
    """What was published about a programme, in order."""
    return [figure for figure in published if figure.programme == programme]


def reading(result: Result, period: Period) -> Reading:
    """What a result says about a period, or that too few people stand behind it."""
    return reading_of(result, period, result.rows(period))


def reading_of(result: Result, period: Period, rows: Rows) -> Reading:
    """The same from rows that were read already."""
    count = count_of(rows)
    if hides_all(result, period, rows):
        return Reading(result, period, None, count, hidden=True)
    value = result.value(rows)
    return Reading(result, period, None if value is None else Decimal(value), count)


def count_of(rows: Rows) -> int:
    """How many rows there are."""
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def people_of(result: Result, rows: Rows) -> list[Counts]:
    """How many people stand behind each row, by group; where a result does not say, each row is one."""
    if result.people is None:
        return [(1,)] * count_of(rows)
    counts = [result.people(row) for row in rows]
    return [(each,) if isinstance(each, int) else each for each in counts]


def row_key(result: Result, row: Any) -> tuple[str, ...]:
    """What a row is called, so that it is known again in another period: all its cells that are no numbers."""
    return tuple(str(column.cell(row)) for column in result.columns if not column.is_number)


def hides_all(result: Result, period: Period, rows: Rows) -> bool:
    """Whether too few people stand behind a period, or it is a year that would give such a year away."""
    least = result.suppress_below
    if not least or not count_of(rows):
        return False
    if is_few(summed_counts(people_of(result, rows)), least):
        return True
    return any(period == year_of(year) for year in hidden_years(result)[0])


def hidden_years(result: Result) -> tuple[set[int], set[tuple[str, ...]]]:
    """Which calendar years tell nothing, and which rows: those of these years, and of each year where few are in one.

    Years and all of them together are told beside each other: so it is decided over all years at once, and a row
    that is hidden in one period is hidden in every other.
    """
    least, years = result.suppress_below, list(range(BEGINS.year, today().year + 1))
    if not least or not count_of(result.rows(until_now(today()))):
        return set(), set()
    found = [list(result.rows(year_of(year))) for year in years]
    counts = [people_of(result, rows) for rows in found]
    width = max((len(each) for of_year in counts for each in of_year), default=1)
    sums = [summed_counts(of_year) or [0] * width for of_year in counts]
    places = hidden_rows(sums, least)
    keys = set()
    for place, rows in enumerate(found):
        hidden = range(len(rows)) if place in places else hidden_rows(counts[place], least)
        keys |= {row_key(result, rows[each]) for each in hidden}
    return {years[place] for place in places}, keys


def rows_hidden(result: Result, period: Period, rows: Sequence[Any]) -> set[int]:
    """Which rows of a period (by place) tell nothing; all of them where the whole does not."""
    if not result.suppress_below:
        return set()
    if hides_all(result, period, rows):
        return set(range(len(rows)))
    keys = hidden_years(result)[1]
    also = {place for place, row in enumerate(rows) if row_key(result, row) in keys} if keys else set()
    return hidden_rows(people_of(result, rows), result.suppress_below, also)


def year_of(year: int) -> Period:
    """A calendar year.

    >>> year_of(2026)
    Period(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 12, 31))
    """
    return Period(date(year, 1, 1), date(year, 12, 31))


def until_now(day: date) -> Period:
    """Everything until the end of this month.

    >>> until_now(date(2026, 2, 3)).last
    datetime.date(2026, 2, 28)
    """
    return Period(BEGINS, after(day.replace(day=1), 1) - timedelta(days=1))


def counted(rows: Rows) -> Decimal:
    """A ``value``: the number of rows.

    >>> counted(["a", "b"])
    Decimal('2')
    """
    return Decimal(count_of(rows))


def summed_if_told(name: str) -> Callable[[Rows], Decimal | None]:
    """A ``value`` for rows of which few are left out: the sum, and nothing where no row is left to tell of.

    >>> summed_if_told("won")([{"won": Decimal(3)}]), summed_if_told("won")([])
    (Decimal('3'), None)
    """
    add = summed(name)
    return lambda rows: add(rows) if count_of(rows) else None


def summed(name: str) -> Callable[[Rows], Decimal]:
    """A ``value``: the sum of an attribute or key over all rows, what is empty left out.

    >>> summed("won")([{"won": Decimal(3)}, {"won": None}, {"won": 4}])
    Decimal('7')
    """

    def value(rows: Rows) -> Decimal:
        cells = (_follow(row, name) for row in rows)
        return sum((Decimal(cell) for cell in cells if cell is not None), Decimal(0))

    return value


def share(part: str, *rest: str) -> Callable[[Rows], Decimal | None]:
    """A ``value``: what percent of all named columns together the first one is; None of nothing.

    >>> share("yes", "no")([{"yes": 1, "no": 2}, {"yes": 1, "no": 0}])
    Decimal('50.0')
    """

    def value(rows: Rows) -> Decimal | None:
        sums = [summed(name)(rows) for name in (part, *rest)]
        whole = sum(sums, Decimal(0))
        return (sums[0] * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None

    return value


def by_month(figure: Callable[[Period], Mapping[Any, Sequence[Any]]], *names: str) -> Callable[[Period], list[dict]]:
    """The rows of a programme's own figure (``portal.figures``) as rows of a result: a month, and its numbers by name.

    Months in which nothing happened are left out: so both pages tell the same of the same rows.
    """

    def rows(period: Period) -> list[dict]:
        found = figure(period).items()
        return [{"month": month, **dict(zip(names, row, strict=False))} for month, row in found if any(row)]

    return rows


def month_column(title: object = gettext_lazy("Month")) -> Column:
    """The first column of ``by_month`` rows."""
    return Column(key="month", title=title, of=lambda row: f"{row['month']:%Y-%m}")


def month_page(url_name: str) -> Callable[[Any], str]:
    """A ``row_url`` of ``by_month`` rows: the programme's own page of figures, at that month."""
    return lambda row: f"{reverse(url_name)}?from={row['month']:%Y-%m}&to={row['month']:%Y-%m}"


def _follow(row: Any, path: str) -> Any:
    """The value at the end of a path of attributes and keys; None where the path breaks off at nothing."""
    for name in path.split("."):
        if row is None:
            return None
        row = row[name] if isinstance(row, Mapping) else getattr(row, name)
    return row
