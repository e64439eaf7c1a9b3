"""FIND: figures of Benefit Sharing from the portal's own tasks; published ones of the source documents stand apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import SEOUL, today
from portal.figures import Rows
from portal.periods import Period, span_of
from sharedgrowth.benefit.models import Dispute, SharePart, ShareYear, Task, TaskSupplier, terms_on
from sharedgrowth.benefit.states import TaskState, TaskType

T = TaskState
FEWEST = 5  # tasks behind a public figure: of fewer, one could tell whose they are
SELECTED = (T.SELECTED, T.AGREED, T.REGISTERED, T.IN_PROGRESS, T.SUSPENDED, T.COMPLETED, T.MEASURING, T.VERIFIED,
            T.SHARING, T.CLOSED, T.FAILED)  # fmt: skip
PROVINCES = {
    "서울": "서울", "부산": "부산", "대구": "대구", "인천": "인천", "광주": "광주", "대전": "대전", "울산": "울산",
    "세종": "세종", "경기": "경기", "강원": "강원", "충북": "충북", "충청북": "충북", "충남": "충남", "충청남": "충남",
    "전북": "전북", "전라북": "전북", "전남": "전남", "전라남": "전남", "경북": "경북", "경상북": "경북",
    "경남": "경남", "경상남": "경남", "제주": "제주",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that others published about the predecessor of this programme; never added to the portal's own."""

    label: object
    value: Decimal
    unit: object
    period: str
    source: str

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in won."""
        return self.unit == WON


TASKS, WON = pgettext_lazy("unit", "tasks"), _("won")
NEWSROOM = "POSCO Newsroom, Together With POSCO, episode 2"
PUBLISHED = (
    Published(_("Tasks carried out"), Decimal(5_163), TASKS, "2004 – 2021 H1", NEWSROOM),
    Published(_("Compensation"), Decimal(632_400_000_000), WON, "2004 – 2021 H1", NEWSROOM),
    Published(_("Tasks carried out"), Decimal(2_351), TASKS, "2004 – 2012", "News Tomato, 2013-05-23"),
    Published(_("Compensation"), Decimal(132_800_000_000), WON, "2004 – 2012", "News Tomato, 2013-05-23"),
    Published(_("Tasks begun, with 21 suppliers"), Decimal(61), TASKS, "2004-07 – 2005-04", "Hankyung, 2005-04-27"),
    Published(_("First compensation, to 5 suppliers"), Decimal(2_700_000_000), WON, "2005-04", "Hankyung, 2005-04-27"),
)


def _months(period: Period, rows: Any, width: int) -> Rows:
    found = {month: values for month, values in rows}
    return {month: found.get(month, [0] * width) for month in period.months} if found else {}


def proposals(period: Period) -> Rows:
    """Tasks proposed in the month: selected by now, not taken up, undecided."""
    first, last = span_of(period)
    rows = (
        Task.objects.filter(proposed_at__gte=first, proposed_at__lt=last)
        .annotate(month=TruncMonth("proposed_at", tzinfo=SEOUL))
        .order_by()
        .values("month")
        .annotate(
            selected=Count("pk", filter=Q(state__in=SELECTED)),
            refused=Count("pk", filter=Q(state=T.REJECTED)),
            open=Count("pk", filter=~Q(state__in=[*SELECTED, T.REJECTED])),
        )
    )
    return _months(period, ((row["month"].date(), [row["selected"], row["refused"], row["open"]]) for row in rows), 3)


STAGES = (  # key, words, move that begins it, move that ends it
    ("screening", pgettext_lazy("benefit stage", "Screening"), "propose", "screen"),
    ("feasibility", pgettext_lazy("benefit stage", "Feasibility"), "screen", "find_feasible"),
    ("committee", pgettext_lazy("benefit stage", "Committee"), "find_feasible", "select"),
    ("agreement", pgettext_lazy("benefit stage", "Agreement"), "select", "agree"),
    ("work", pgettext_lazy("benefit stage", "Work"), "start", "complete"),
    ("measuring", pgettext_lazy("benefit stage", "Measurement"), "begin_measuring", "verify"),
)


def _spells(period: Period) -> dict[str, list[int]]:
    """How many days each stage that ended in the period took, by stage."""
    first, last = span_of(period)
    moves = {move for _key, _words, begins, ends in STAGES for move in (begins, ends)}
    entries = AuditEntry.objects.filter(
        thing_type="benefit.task", what__in=[f"benefit.task.{move}" for move in moves], at__lt=last
    )
    seen: dict[str, dict[str, Any]] = defaultdict(dict)
    found: dict[str, list[int]] = {key: [] for key, *_rest in STAGES}
    for thing, what, at in entries.order_by("pk").values_list("thing_id", "what", "at"):
        move = what.rsplit(".", 1)[1]
        for key, _words, begins, ends in STAGES:
            if move == ends and begins in seen[thing] and at >= first:
                found[key].append((at.astimezone(SEOUL).date() - seen[thing][begins]).days)
        seen[thing][move] = at.astimezone(SEOUL).date()
    return found


def lead_times(period: Period) -> Rows:
    """The median of the days that each stage took, of those that ended in the period."""
    spells = _spells(period)
    if not any(spells.values()):
        return {}
    return {str(words): [Decimal(str(median(spells[key]))) if spells[key] else None] for key, words, *_moves in STAGES}


def in_time(period: Period) -> Rows:
    """Screenings and feasibility reviews that ended within their business days, and late."""
    first, last = span_of(period)
    terms = terms_on(period.last)
    limits = {"screen": ("propose", terms.screen_days), "find_feasible": ("screen", terms.feasibility_days)}
    whats = {f"benefit.task.{move}" for move in ("propose", "screen", "find_feasible")}
    begun: dict[tuple[str, str], date] = {}
    counted: dict[str, list[int]] = {"screen": [0, 0], "find_feasible": [0, 0]}
    entries = AuditEntry.objects.filter(thing_type="benefit.task", what__in=whats, at__lt=last).order_by("pk")
    for thing, what, at in entries.values_list("thing_id", "what", "at"):
        move, day = what.rsplit(".", 1)[1], at.astimezone(SEOUL).date()
        if move in limits and at >= first and (start := begun.get((thing, limits[move][0]))):
            counted[move][0 if day <= business_days_after(start, limits[move][1]) else 1] += 1
        begun[thing, move] = day
    if not any(map(sum, counted.values())):
        return {}
    names = {"screen": STAGES[0][1], "find_feasible": STAGES[1][1]}
    return {str(names[move]): [*row] for move, row in counted.items()}


def _verified(period: Period, *, soft: bool, fewest: int = 1) -> Any:
    return (
        ShareYear.objects.filter(verified_on__range=(period.first, period.last), task__soft=soft)
        .annotate(month=TruncMonth("verified_on"))
        .order_by()
        .values("month")
        .annotate(net=Sum("net_won"), shared=Sum("compensation_won"), tasks=Count("task", distinct=True))
        .filter(tasks__gte=fewest)
    )


def benefits(period: Period, *, fewest: int = 1) -> Rows:
    """What was verified in the month, in won: what the suppliers get, what stays with the buyer. Cash effect only.

    A month of fewer than ``fewest`` tasks tells nothing.
    """
    told = {
        row["month"]: [row["shared"], row["net"] - row["shared"]]
        for row in _verified(period, soft=False, fewest=fewest)
    }
    if fewest == 1 or not told:
        return _months(period, told.items(), 2)
    return {month: told.get(month, [None, None]) for month in period.months}


def soft_benefits(period: Period) -> Rows:
    """Benefits without cash effect, by the agreed table; never part of the cash figures (BS-04)."""
    return _months(period, ((row["month"], [row["net"]]) for row in _verified(period, soft=True)), 1)


def ratio(period: Period, *, fewest: int = 1) -> Rows:
    """Compensation of 100 won of verified benefit, by month of at least ``fewest`` tasks."""
    found = {
        row["month"]: [(Decimal(row["shared"]) * 100 / row["net"]).quantize(Decimal("0.1"))]
        for row in _verified(period, soft=False, fewest=fewest)
        if row["net"]
    }
    return {month: found.get(month, [None]) for month in period.months} if found else {}


def _proposed(period: Period):
    first, last = span_of(period)
    return Task.objects.filter(proposed_at__gte=first, proposed_at__lt=last)


def by_type(period: Period) -> Rows:
    """Tasks proposed in the period, by what they improve."""
    counts = dict(_proposed(period).order_by().values_list("type").annotate(number=Count("pk")))
    return {str(kind.label): [counts[kind]] for kind in TaskType if kind in counts}


def by_tier(period: Period) -> Rows:
    """Suppliers in those tasks, by their tier."""
    rows = TaskSupplier.objects.filter(task__in=_proposed(period).order_by().values("pk"))
    counts = rows.order_by("tier").values_list("tier").annotate(number=Count("pk"))
    return {str(tier): [number] for tier, number in counts}


def by_region(period: Period) -> Rows:
    """Suppliers in those tasks, by the province of their address; other countries by their code."""
    rows = TaskSupplier.objects.filter(task__in=_proposed(period).order_by().values("pk"))
    counts: Counter[str] = Counter()
    for country, address in rows.values_list("company__country", "company__address"):
        counts[_province(address) if country == "KR" else country] += 1
    return {name: [number] for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))}


def _province(address: str) -> str:
    word = (address.split() or [""])[0]
    return next((name for start, name in PROVINCES.items() if word.startswith(start)), "–")


def first_timers(period: Period) -> Rows:
    """Companies with a proposal in the month: for the first time, or not."""
    first, last = span_of(period)
    since = dict(
        TaskSupplier.objects.filter(task__proposed_at__isnull=False)
        .order_by()
        .values_list("company")
        .annotate(first=Min("task__proposed_at"))
    )
    rows = TaskSupplier.objects.filter(task__proposed_at__gte=first, task__proposed_at__lt=last).order_by()
    pairs = (
        rows.annotate(month=TruncMonth("task__proposed_at", tzinfo=SEOUL)).values_list("month", "company").distinct()
    )
    found: dict[date, list[int]] = {}
    for month, company in pairs:
        begun = since[company].astimezone(SEOUL).date().replace(day=1)
        found.setdefault(month.date(), [0, 0])[0 if begun == month.date() else 1] += 1
    return _months(period, found.items(), 2)


def disputes(period: Period) -> Rows:
    """Disputes opened in the month: decided, open."""
    first, last = span_of(period)
    rows = (
        Dispute.objects.filter(opened_at__gte=first, opened_at__lt=last)
        .annotate(month=TruncMonth("opened_at", tzinfo=SEOUL))
        .order_by()
        .values("month")
        .annotate(open=Count("pk", filter=Q(decided_at=None)), all=Count("pk"))
    )
    return _months(period, ((row["month"].date(), [row["all"] - row["open"], row["open"]]) for row in rows), 2)


def paid_in_time(period: Period) -> Rows:
    """Parts in cash of years whose day of payment lies in the month and is over: paid by it, or later or not at all."""
    rows = (
        SharePart.objects.filter(
            year__due_on__range=(period.first, period.last), year__due_on__lt=today(), cash_won__gt=0
        )
        .annotate(month=TruncMonth("year__due_on"))
        .order_by()
        .values("month")
        .annotate(timely=Count("pk", filter=Q(paid_on__lte=F("year__due_on"))), all=Count("pk"))
    )
    return _months(period, ((row["month"], [row["timely"], row["all"] - row["timely"]]) for row in rows), 2)


def has_public_amounts(period: Period) -> bool:
    """Whether some month of it has enough tasks behind its amounts."""
    return _verified(period, soft=False, fewest=FEWEST).exists()
