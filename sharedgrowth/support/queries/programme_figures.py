"""FIND: figures of the programmes, of the portal's own rows only: who takes part, what gets better, what is saved."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, Q, Sum
from django.db.models.functions import TruncMonth

from portal.clock import SEOUL
from portal.figures import Rows
from portal.periods import Period
from sharedgrowth.support.models import Application, EnergyUse, FollowUp, Project, Satisfaction
from sharedgrowth.support.queries.levels import confirmed_by_company
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules.levels import steps_up
from sharedgrowth.support.states import ApplicationState, ProjectState
from sharedgrowth.support.states.energy import AuditState

FEWEST = 5  # projects behind a public mean: of fewer, one could tell whose result it is
UNSENT = (ApplicationState.DRAFT, ApplicationState.RECOMMENDED)
DONE = (ProjectState.COMPLETED, ProjectState.MEASURED, ProjectState.VERIFIED, ProjectState.CLOSED)
ONE, TENTH = Decimal(1), Decimal("0.1")


def _span(period: Period) -> tuple[datetime, datetime]:
    first = datetime.combine(period.first, time(), tzinfo=SEOUL)
    return first, datetime.combine(period.last + timedelta(days=1), time(), tzinfo=SEOUL)


def _by_programme(rows: Iterable[Any], make: Callable[[Any], list[Any]]) -> Rows:
    """In the order of the programmes; one whose file was taken away keeps its slug."""
    known = {row["programme"]: row for row in rows}
    order = [each.slug for each in programmes if each.slug in known]
    order += [slug for slug in known if slug not in order]
    titles = {each.slug: str(each.title) for each in programmes}
    return {titles.get(slug, slug): make(known[slug]) for slug in order}


def _months(period: Period, rows: Iterable[tuple[date, list[Any]]], width: int) -> Rows:
    found = dict(rows)
    return {month: found.get(month, [None] * width) for month in period.months} if found else {}


def selected(period: Period) -> Rows:
    """Selected companies by month: with and without trade with the buyer (PI-04)."""
    rows = (
        Application.objects.filter(state=ApplicationState.SELECTED, decided_at__range=_span(period))
        .annotate(month=TruncMonth("decided_at", tzinfo=SEOUL))
        .values("month")
        .annotate(
            with_trade=Count("company", filter=Q(trading=True), distinct=True),
            without=Count("company", filter=~Q(trading=True), distinct=True),
        )
        .order_by()
    )
    told = [(row["month"].date().replace(day=1), [row["without"], row["with_trade"]]) for row in rows]
    return _months(period, told, 2)


def applications(period: Period) -> Rows:
    """Applications that were submitted in the period, and how many of them were selected, by programme."""
    rows = (
        Application.objects.filter(submitted_at__range=_span(period))
        .exclude(state__in=UNSENT)
        .values("call__programme")
        .annotate(all=Count("pk"), won=Count("pk", filter=Q(state=ApplicationState.SELECTED)))
        .order_by()
    )
    told = [{"programme": row["call__programme"], **row} for row in rows]
    return _by_programme(told, lambda row: [row["won"], row["all"] - row["won"]])


def projects(period: Period) -> Rows:
    """Projects that began in the period: run, done, broken off, by programme."""
    rows = (
        Project.objects.filter(begins_on__range=(period.first, period.last))
        .values("programme")
        .annotate(
            all=Count("pk"),
            done=Count("pk", filter=Q(state__in=DONE)),
            over=Count("pk", filter=Q(state=ProjectState.TERMINATED)),
        )
        .order_by()
    )
    return _by_programme(rows, lambda row: [row["done"], row["all"] - row["done"] - row["over"], row["over"]])


def improvement(period: Period, least: int = 1) -> Rows:
    """Mean improvement of the indicators, in per cent, of projects measured in the period, by programme."""
    rows = (
        Project.objects.filter(measured_on__range=(period.first, period.last), improvement__isnull=False)
        .values("programme")
        .annotate(mean=Avg("improvement"), count=Count("pk"))
        .order_by()
    )
    return _by_programme(
        [row for row in rows if row["count"] >= least],
        lambda row: [(row["mean"] * 100).quantize(TENTH, ROUND_HALF_UP)],
    )


def effect(period: Period, least: int = 1) -> Rows:
    """Verified money of the first year, by programme; what another task already counts is left out (SGS-05)."""
    rows = (
        Project.objects.filter(verified_on__range=(period.first, period.last), verified_won__gt=0, counted_in="")
        .values("programme")
        .annotate(won=Sum("verified_won"), count=Count("pk"))
        .order_by()
    )
    return _by_programme([row for row in rows if row["count"] >= least], lambda row: [row["won"]])


def level_ups(period: Period) -> Rows:
    """By how many smart-factory levels companies rose, by the month of the assessment."""
    found: dict[date, int] = {}
    for levels in confirmed_by_company().values():
        for before, after in zip(levels, levels[1:], strict=False):
            if period.first <= after.assessed_on <= period.last:
                month = after.assessed_on.replace(day=1)
                found[month] = found.get(month, 0) + steps_up([before.level, after.level])
    return _months(period, [(month, [steps]) for month, steps in found.items()], 1)


def energy(period: Period, least: int = 1) -> Rows:
    """Verified savings by the month of their verification: toe and tCO2."""
    return _energy(period, ("toe", "tco2"), least)


def energy_won(period: Period, least: int = 1) -> Rows:
    """Verified savings by the month of their verification, in won."""
    return _energy(period, ("won",), least)


def _energy(period: Period, names: tuple[str, ...], least: int) -> Rows:
    counted: Any = EnergyUse.objects.filter(audit__state=AuditState.VERIFIED, audit__verified_at__range=_span(period))
    rows = (
        counted.annotate(month=TruncMonth("audit__verified_at", tzinfo=SEOUL))
        .values("month")
        .annotate(count=Count("audit", distinct=True), **{f"all_{name}": Sum(name) for name in names})
        .order_by()
    )
    if sum(row["count"] for row in rows) < least:
        return {}
    told = [
        (row["month"].date().replace(day=1), [row[f"all_{name}"].quantize(TENTH, ROUND_HALF_UP) for name in names])
        for row in rows
    ]
    return _months(period, told, len(names))


def satisfaction(period: Period, least: int = 1) -> Rows:
    """Mean of what companies said, 1 to 5, by programme."""
    rows = (
        Satisfaction.objects.filter(at__range=_span(period))
        .values("project__programme")
        .annotate(mean=Avg("score"), count=Count("pk"))
        .order_by()
    )
    told = [{"programme": row["project__programme"], **row} for row in rows if row["count"] >= least]
    return _by_programme(told, lambda row: [Decimal(str(row["mean"])).quantize(TENTH, ROUND_HALF_UP)])


def still_effective(period: Period) -> Rows:
    """What companies answered months after the end: still effective, or not any more, by programme."""
    rows = (
        FollowUp.objects.filter(answered_at__range=_span(period), still_works__isnull=False)
        .values("project__programme")
        .annotate(yes=Count("pk", filter=Q(still_works=True)), no=Count("pk", filter=Q(still_works=False)))
        .order_by()
    )
    told = [{"programme": row["project__programme"], **row} for row in rows]
    return _by_programme(told, lambda row: [row["yes"], row["no"]])
