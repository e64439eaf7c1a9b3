"""Figures of tendering, month by month, from what happened in the tenders. Source: domain 2.11 (KPIs)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F, QuerySet
from django.db.models.functions import TruncMonth

from portal.clock import SEOUL
from portal.people.states import SizeClass
from portal.periods import Period, span_of
from purchasing.bidding.models import Objection, Ruling, ScreenCase, Tender
from purchasing.bidding.states import ObjectionState, RulingState, TenderState
from purchasing.bidding.states.screens import CaseState

Number = Decimal | int | None
Months = dict[date, list[Number]]

FLOORS = ("LPL_POSCO", "LPL_EC", "LPL_FIXED", "KR_RESERVE", "KR_QUALIFICATION", "JP_MIN")  # a limit below
AVERAGES = ("IT_A", "TRIMMED_MEAN", "BAM", "BELOW_AVG")  # anomaly thresholds and averages; IT_2017_A..E besides
SMALL = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)
STEPS = (70, 75, 80, 85, 90, 95, 100)  # borders of award ÷ base price, in percent
DONE = (TenderState.AWARDED, TenderState.CONTRACTED)
TOLD = (*DONE, TenderState.FAILED)
LEAST_TENDERS = 3  # of which a figure speaks that would tell the number of bids of a single one


def _held(rows: QuerySet, moment: str, period: Period) -> QuerySet:
    begins, ends = span_of(period)
    held = rows.filter(**{f"{moment}__gte": begins, f"{moment}__lt": ends}).order_by()
    return held.annotate(month=TruncMonth(moment, tzinfo=SEOUL))


def _counted(period: Period, found: Iterable[tuple[datetime, int]], width: int) -> Months:
    """How many fell into each column, month by month."""
    rows: Months = {month: [0] * width for month in period.months}
    for (month, column), times in Counter((at.date(), column) for at, column in found).items():
        rows[month][column] = times
    return rows


def by_rule(period: Period) -> Months:
    """Published tenders: with a price floor, by total cost, by points, others."""

    def column(method: str) -> int:
        if method in FLOORS:
            return 0
        if method == "TCO":
            return 1
        return 2 if method == "COMPOSITE" else 3

    published = _held(Tender.objects.filter(published_at__isnull=False), "published_at", period)
    return _counted(period, ((at, column(method)) for at, method in published.values_list("month", "method")), 4)


def bidders(period: Period) -> Months:
    """Bids per tender of those closed in the month: the median, and the mean with one decimal.

    Of fewer than three tenders nothing is told: the figure would be the number of bids of one of them.
    """
    closed = _held(Tender.objects.filter(bid_count__isnull=False), "closed_at", period)
    counts: dict[date, list[int]] = defaultdict(list)
    for at, count in closed.values_list("month", "bid_count"):
        counts[at.date()].append(count)
    return {month: _median_and_mean(sorted(counts[month])) for month in period.months}


def _median_and_mean(counts: list[int]) -> list[Number]:
    if len(counts) < LEAST_TENDERS:
        return [None, None]
    middle, odd = divmod(len(counts), 2)
    median = Decimal(counts[middle]) if odd else Decimal(counts[middle - 1] + counts[middle]) / 2
    return [median, (Decimal(sum(counts)) / len(counts)).quantize(Decimal("0.1"), ROUND_HALF_UP)]


def ratios(period: Period) -> dict[str, list[Number]]:
    """Awards by their price in percent of the base price."""
    names = [f"< {STEPS[0]}", *(f"{low}–{high}" for low, high in zip(STEPS, STEPS[1:], strict=False)), f"≥ {STEPS[-1]}"]
    rows: dict[str, list[Number]] = {name: [0] for name in names}
    awarded = _held(Tender.objects.filter(state__in=DONE, base_price__amount_won__gt=0), "ended_at", period)
    for price_won, base_won in awarded.values_list("winner__ruling__price_won", "base_price__amount_won"):
        if price_won is None:
            continue
        place = sum(price_won * 100 >= base_won * step for step in STEPS)
        rows[names[place]] = [(rows[names[place]][0] or 0) + 1]
    return rows


def verdicts(period: Period) -> Months:
    """Opened bids of tenders evaluated in the month: valid, below the floor, otherwise excluded."""

    def column(state: str) -> int:
        if state == RulingState.EXCLUDED_LOW:
            return 1
        return 2 if state in (RulingState.EXCLUDED_HIGH, RulingState.NON_RESPONSIVE) else 0

    told = Ruling.objects.exclude(state=RulingState.OPENED).filter(tender__state__in=TOLD)  # not before the result is
    judged = _held(told, "tender__evaluated_at", period)
    return _counted(period, ((at, column(state)) for at, state in judged.values_list("month", "state")), 3)


def endings(period: Period) -> Months:
    """Published tenders that ended: awarded, failed, cancelled."""
    columns = {TenderState.AWARDED: 0, TenderState.CONTRACTED: 0, TenderState.FAILED: 1, TenderState.CANCELLED: 2}
    ended = _held(Tender.objects.filter(state__in=columns, published_at__isnull=False), "ended_at", period)
    found = ((at, columns[TenderState(state)]) for at, state in ended.values_list("month", "state"))
    return _counted(period, found, 3)


def cycle_days(period: Period) -> Months:
    """Days from the notice to the award: half within the first, nine of ten within the second."""
    days: dict[date, list[int]] = defaultdict(list)
    awarded = _held(Tender.objects.filter(state__in=DONE), "ended_at", period)
    for at, begun, ended in awarded.values_list("month", "published_at", "ended_at"):
        days[at.date()].append((ended.astimezone(SEOUL).date() - begun.astimezone(SEOUL).date()).days)
    return {month: [_within(days[month], 50), _within(days[month], 90)] for month in period.months}


def _within(days: list[int], percent: int) -> int | None:
    """The days within which at least that share was done."""
    if not days:
        return None
    return sorted(days)[-(-len(days) * percent // 100) - 1]


def winners(period: Period) -> Months:
    """Awards to small and medium enterprises (by certificate), and to others."""
    awarded = _held(Tender.objects.filter(state__in=DONE), "ended_at", period)
    sizes = awarded.values_list("month", "winner__company__size_class")
    return _counted(period, ((at, 0 if size in SMALL else 1) for at, size in sizes), 2)


def objections(period: Period) -> Months:
    """Objections decided: upheld, rejected."""
    columns = {ObjectionState.UPHELD: 0, ObjectionState.REJECTED: 1}
    decided = _held(Objection.objects.filter(state__in=columns), "decided_at", period)
    found = ((at, columns[ObjectionState(state)]) for at, state in decided.values_list("month", "state"))
    return _counted(period, found, 2)


def cases(period: Period) -> Months:
    """Auditors' cases begun: closed by now, still open."""
    begun = _held(ScreenCase.objects.annotate(begun=F("begun_at")), "begun", period)
    found = ((at, 0 if state == CaseState.CLOSED else 1) for at, state in begun.values_list("month", "state"))
    return _counted(period, found, 2)
