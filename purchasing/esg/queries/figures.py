"""FIND: the figures of ESG purchasing: the gate, bands and their movement, pillars, actions, limits, 3R, smelters."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from portal.clock import SEOUL, today
from portal.figures import Rows
from portal.periods import Period
from purchasing.esg.models import Assessment, CorrectiveAction, Entry, Limitation, Score
from purchasing.esg.queries import courses, eco, gate, minerals
from purchasing.esg.queries.periodic import active_suppliers, spend_since
from purchasing.esg.states import (
    CAP_ENDED,
    LIMITING,
    AssessmentState,
    Band,
    CapState,
    EntryState,
    LimitationLevel,
)
from purchasing.esg.states.minerals import Metal

FEWEST = 5  # suppliers behind a public distribution: of fewer, one could tell who is meant
BANDS = tuple(Band.values)
RESULTS = (AssessmentState.FINAL, AssessmentState.EXPIRED)
MILLION = Decimal(1_000_000)


def _by_month(period: Period, rows: Any, make: Callable[[dict[str, Any]], list]) -> Rows:
    found = {row["month"]: make(row) for row in rows}
    width = len(next(iter(found.values()), [None]))
    return {month: found.get(month, [None] * width) for month in period.months} if found else {}


def _in_days(period: Period, field: str) -> Q:
    return Q(**{f"{field}__range": (period.first, period.last)})


def _with_band(found: QuerySet[Assessment]) -> Any:
    last = Score.objects.filter(assessment=OuterRef("pk")).order_by("-seq")
    return found.annotate(band_now=Subquery(last.values("band")[:1]))


def entries(period: Period) -> Rows:
    """Decisions on entry qualifications by month: passed, passed on conditions, not passed."""
    passed = [EntryState.QUALIFIED, EntryState.EXPIRED]
    rows = (
        Entry.objects.filter(decided_at__date__range=(period.first, period.last))
        .annotate(decided=TruncMonth("decided_at", tzinfo=SEOUL))
        .values("decided")
        .annotate(
            passed=Count("pk", filter=Q(state__in=passed, order_cap_won=None)),
            conditional=Count("pk", filter=Q(state=EntryState.CONDITIONAL) | Q(order_cap_won__isnull=False)),
            refused=Count("pk", filter=Q(state=EntryState.NOT_QUALIFIED)),
        )
        .order_by()
    )
    told = [{**row, "month": row["decided"].date().replace(day=1)} for row in rows]
    return _by_month(period, told, lambda row: [row["passed"], row["conditional"], row["refused"]])


def bands(_period: Period) -> Rows:
    """How many suppliers are in each band today: their latest final result that still holds."""
    held = Assessment.objects.filter(state=AssessmentState.FINAL, valid_to__gte=today())
    latest = held.order_by("company", "-valid_from", "-id").distinct("company")
    count = Counter(_with_band(Assessment.objects.filter(pk__in=latest)).values_list("band_now", flat=True))
    return {band: [count[band]] for band in BANDS} if count else {}


def movement(period: Period, least: int = 1) -> Rows:
    """Results that became final in the month, beside the same supplier's result before: better, the same, worse.

    Months with fewer than ``least`` such results say nothing.
    """
    finals = _with_band(Assessment.objects.filter(state__in=RESULTS, valid_from__isnull=False))
    moved: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    before: dict[int, int] = {}
    for company, on, band in finals.order_by("valid_from", "id").values_list("company", "valid_from", "band_now"):
        if band is None:
            continue
        place = BANDS.index(band)
        earlier = before.get(company)
        if earlier is not None and period.first <= on <= period.last:
            moved[on.replace(day=1)][0 if place < earlier else 1 if place == earlier else 2] += 1
        before[company] = place
    told = {month: row for month, row in moved.items() if sum(row) >= least}
    return {month: told.get(month, [None] * 3) for month in period.months} if told else {}


def pillars(period: Period, least: int = 1) -> Rows:
    """The mean of each pillar over the results that became final in the month; of fewer than ``least`` nothing."""
    last = Score.objects.filter(assessment=OuterRef("assessment")).order_by("-seq")
    rows = (
        Score.objects.filter(_in_days(period, "assessment__valid_from"), assessment__state__in=RESULTS)
        .annotate(last=Subquery(last.values("pk")[:1]))
        .filter(pk=F("last"))
        .annotate(month=TruncMonth("assessment__valid_from"))
        .values("month")
        .annotate(e=Avg("env"), s=Avg("soc"), g=Avg("gov"), results=Count("pk"))
        .filter(results__gte=least)
        .order_by()
    )
    return _by_month(period, rows, lambda row: [_tenth(row[pillar]) for pillar in "esg"])


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"))


def coverage(_period: Period) -> Rows:
    """What active suppliers delivered in the last 365 days, in won: those with a valid result, and the others."""
    spend = spend_since(today() - timedelta(days=365))
    held = Assessment.objects.filter(state=AssessmentState.FINAL, valid_to__gte=today())
    assessed = set(held.values_list("company", flat=True))
    won = [Decimal(0), Decimal(0)]
    for company in active_suppliers().values_list("pk", flat=True):
        won[0 if company in assessed else 1] += spend.get(company, Decimal(0))
    return {"365": won} if any(won) else {}


def consents(_period: Period) -> Rows:
    """Active suppliers that have consented to the code in force, and those that have not."""
    given, whole = gate.consent_share(today())
    return {"": [given, whole - given]} if whole else {}


def trained(_period: Period) -> Rows:
    """Active suppliers of which somebody holds a certificate of a course, and the others; today."""
    held, whole = courses.trained_share(today())
    return {"": [held, whole - held]} if whole else {}


def actions(period: Period) -> Rows:
    """Corrective actions due in the month: closed in time, closed late, still open."""
    done = Q(state__in=[*CAP_ENDED, CapState.VERIFIED])
    rows = (
        CorrectiveAction.objects.filter(_in_days(period, "due_on"))
        .annotate(month=TruncMonth("due_on"))
        .values("month")
        .annotate(
            timely=Count("pk", filter=done & Q(verified_on__lte=F("due_on"))),
            late=Count("pk", filter=done & Q(verified_on__gt=F("due_on"))),
            open=Count("pk", filter=~done),
        )
        .order_by()
    )
    return _by_month(period, rows, lambda row: [row["timely"], row["late"], row["open"]])


def limits(_period: Period) -> Rows:
    """Supply limitations in force today, by level."""
    count = Counter(Limitation.objects.filter(state__in=LIMITING).values_list("level", flat=True))
    return {level: [count[level]] for level in LimitationLevel.values if level != "0"} if count else {}


def eco_spend(_period: Period) -> Rows:
    """Eco-friendly purchases of each year in million US dollars, and the year's target."""
    return {
        row["year"]: [row["total"] / MILLION, row["target"] / MILLION if row["target"] else None]
        for row in eco.by_year()
    }


def smelters(_period: Period) -> Rows:
    """Smelters and refiners in accepted declarations, by metal: conformant, active, all others."""
    return {
        str(Metal(metal).label): [found.conformant, found.active, found.listed - found.conformant - found.active]
        for metal, found in minerals.coverage_by_metal()
    }
