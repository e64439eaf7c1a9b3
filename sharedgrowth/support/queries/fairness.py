"""FIND: who applies and who is selected: by size, region, dealings with the buyer. Source: FND-10, PI-04."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.people.states import SizeClass
from portal.regions import REGIONS
from sharedgrowth.support.models import Application
from sharedgrowth.support.queries.selection import anchors_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules.selection import share_of
from sharedgrowth.support.states import ApplicationState

A = ApplicationState
COUNTED = Q(submitted_at__isnull=False) & ~Q(state=A.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Part:
    """A group: how many applied, how many were selected, the selected of hundred, the budget committed."""

    key: str
    label: str
    applied: int
    selected: int
    won: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Selected of those who applied."""
        return share_of(self.selected, self.applied)


@dataclass(frozen=True, slots=True)
class Table:
    """Groups of one kind, the largest first."""

    key: str
    title: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class LineShare:
    """A budget line: how many of its selected firms are non-trading (FND-10)."""

    line: str
    programme: str
    selected: int
    nontrading: int

    @property
    def share(self) -> Decimal | None:
        """To six decimals."""
        return share_of(self.nontrading, self.selected)

    @property
    def inside(self) -> bool:
        """Within 45 to 55 per cent."""
        return self.share is not None and Decimal("0.45") <= self.share <= Decimal("0.55")


@dataclass(slots=True)
class Fairness:
    """Everything that the page shows."""

    applied: int
    selected: int
    nontrading: Decimal | None
    first_time: Decimal | None
    tables: list[Table]
    lines: list[LineShare]


def years() -> list[int]:
    """Years in which somebody applied, the newest first."""
    found = Application.objects.filter(COUNTED).annotate(year=ExtractYear("submitted_at"))
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def fairness_of(*, programme: str = "", year: int | None = None) -> Fairness:
    """Over all submitted applications, or those of a programme or year. Four queries, however many there are."""
    found = Application.objects.filter(COUNTED)
    if programme:
        found = found.filter(call__programme=programme)
    if year:
        found = found.filter(submitted_at__year=year)
    rows = list(found.select_related("call__budget_line__year__fund", "company").order_by("pk"))
    firsts = dict(
        Application.objects.filter(state=A.SELECTED).order_by().values_list("company").annotate(first=Min("pk"))
    )
    earlier = dict(Application.objects.filter(COUNTED).order_by().values_list("company").annotate(first=Min("pk")))
    anchors = anchors_of([row for row in rows if row.state == A.SELECTED])
    selected = [row for row in rows if row.state == A.SELECTED]
    names = {each.slug: str(each.title) for each in programmes}
    sizes = {key: str(label) for key, label in SizeClass.choices}

    def first(row: Application) -> str:
        ever = firsts.get(row.company_id) if row.state == A.SELECTED else earlier.get(row.company_id)
        return "first" if ever == row.pk else "again"

    kinds: list[tuple[str, str, Callable[[Application], str], Callable[[str], str]]] = [
        ("trading", _("Dealings with the buyer"), _dealings, {"yes": _("Trading"), "no": _("Non-trading")}.__getitem__),
        ("size", _("Size of the company"), lambda row: _fact(row, "size"), lambda key: sizes.get(key, _("not known"))),
        ("region", _("Region"), lambda row: _fact(row, "region"), _region),
        ("first", _("First time"), first, {"first": _("First time"), "again": _("Not the first time")}.__getitem__),
        ("programme", _("Programme"), lambda row: row.call.programme, lambda key: names.get(key, key)),
    ]
    return Fairness(
        applied=len(rows),
        selected=len(selected),
        nontrading=share_of(sum(row.trading is not True for row in selected), len(selected)),
        first_time=share_of(sum(first(row) == "first" for row in selected), len(selected)),
        tables=[Table(key, title, _parts(rows, anchors, of, name)) for key, title, of, name in kinds],
        lines=_lines(selected, names),
    )


def _fact(row: Application, name: str) -> str:
    return str((row.facts or {}).get(name) or "")


def _dealings(row: Application) -> str:
    return "yes" if row.trading else "no"


def _region(key: str) -> str:
    pair = REGIONS.get(key)
    if pair is None:
        return _("not known")
    return pair[1] if get_language() == "en" else pair[0]


def _parts(
    rows: Iterable[Application],
    anchors: dict[int, Decimal],
    of: Callable[[Application], str],
    name: Callable[[str], str],
) -> list[Part]:
    applied: Counter[str] = Counter()
    selected: Counter[str] = Counter()
    won: dict[str, Decimal] = {}
    for row in rows:
        key = of(row)
        applied[key] += 1
        if row.state == A.SELECTED:
            selected[key] += 1
            won[key] = won.get(key, Decimal(0)) + anchors.get(row.pk, Decimal(0))
    parts = [Part(key, name(key), count, selected[key], won.get(key, Decimal(0))) for key, count in applied.items()]
    return sorted(parts, key=lambda part: (-part.applied, part.label))


def _lines(selected: Iterable[Application], names: dict[str, str]) -> list[LineShare]:
    by_line: dict[Any, list[Application]] = {}
    for row in selected:
        if row.call.budget_line is not None:
            by_line.setdefault(row.call.budget_line, []).append(row)
    found = [
        LineShare(
            f"{line.year.fund.code} {line.year.year}",
            names.get(line.programme, line.programme),
            len(rows),
            sum(row.trading is not True for row in rows),
        )
        for line, rows in by_line.items()
    ]
    return sorted(found, key=lambda each: (each.line, each.programme))
