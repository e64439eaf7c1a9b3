"""FIND: the figures of payment by month: days to pay, on time, win-win share, what reaches lower tiers, delays."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncMonth

from portal.clock import today
from portal.figures import Rows
from portal.periods import Period
from purchasing.payments.models import Obligation, RatioReport
from purchasing.payments.queries.amounts import OPEN_OBLIGATIONS
from purchasing.payments.queries.obligations import overdue
from purchasing.payments.rules.tracing import is_told
from purchasing.payments.states import ObligationState, Part

TIERS = (1, 2, 3, 4)
WORTH = ExpressionWrapper(F("paid") + F("covered"), output_field=DecimalField(max_digits=20, decimal_places=2))


def _paid(period: Period) -> Any:
    """Debts that were paid in the period."""
    found = Obligation.objects.filter(state=ObligationState.PAID, paid_on__range=(period.first, period.last))
    return found.annotate(month=TruncMonth("paid_on")).order_by()


def _by_month(period: Period, rows, make: Callable[[dict], list]) -> Rows:
    found = {row["month"]: make(row) for row in rows}
    width = len(next(iter(found.values()), [None]))
    return {month: found.get(month, [None] * width) for month in period.months} if found else {}


def days_to_pay(period: Period) -> Rows:
    """The mean number of days from receipt to payment: tier 1, and the tiers below."""
    sums: dict[tuple[date, int], tuple[int, int]] = {}
    for row in _paid(period).exclude(part=Part.VAT).values_list("month", "tier", "base_on", "paid_on"):
        month, tier, base_on, paid_on = row
        key = (month, min(tier, 2))
        days, count = sums.get(key, (0, 0))
        sums[key] = (days + (paid_on - base_on).days, count + 1)
    months = {month for month, _tier in sums}
    if not months:
        return {}
    return {month: [_mean(sums.get((month, tier))) for tier in (1, 2)] for month in period.months}


def _mean(sum_: tuple[int, int] | None) -> Decimal | None:
    return (Decimal(sum_[0]) / sum_[1]).quantize(Decimal("0.1")) if sum_ else None


def on_time(period: Period) -> Rows:
    """How many debts paid in the month were paid on their day or before, and how many later."""
    rows = (
        _paid(period)
        .values("month")
        .annotate(
            timely=Count("pk", filter=Q(paid_on__lte=F("due_on"))), late=Count("pk", filter=Q(paid_on__gt=F("due_on")))
        )
    )
    return _by_month(period, rows, lambda row: [row["timely"], row["late"]])


def told_debts(period: Period) -> Any:
    """Debts in won paid in the period whose sum tells no single amount: open ones, and hidden ones of a tier and month
    with three firms.

    Source: ADR 0031, 0033.
    """
    paid = _paid(period).filter(currency="KRW")
    firms = paid.exclude(OPEN_OBLIGATIONS).values("month", "tier").annotate(firms=Count("payee", distinct=True))
    few = Q(pk__in=[])
    for row in firms:
        if not is_told(row["firms"]):
            few |= Q(month=row["month"], tier=row["tier"])
    return paid.filter(OPEN_OBLIGATIONS | ~few)


def by_method(period: Period) -> Rows:
    """Won paid in the month by win-win payment and in cash, as far as a sum tells no single amount."""
    rows = told_debts(period).values("month").annotate(winwin=Sum("covered"), cash=Sum("paid"))
    return _by_month(period, rows, lambda row: [row["winwin"], row["cash"]])


def reaching_below(period: Period) -> Rows:
    """Win-win payment in won that stayed in tier 1, and that went on to the tiers below. Each won counted once."""
    first = Sum("covered", filter=Q(tier=1))
    second = Sum("covered", filter=Q(tier=2))
    rows = told_debts(period).filter(covered__gt=0).values("month").annotate(first=first, second=second)

    def kept(row: dict) -> list[Decimal]:
        came, went = row["first"] or Decimal(0), row["second"] or Decimal(0)
        return [max(came - went, Decimal(0)), went]

    return _by_month(period, rows, kept)


def by_tier(period: Period) -> Rows:
    """Won paid in the month to each tier."""
    sums = {f"t{tier}": Sum(WORTH, filter=Q(tier=tier)) for tier in TIERS}
    rows = told_debts(period).values("month").annotate(**sums)
    return _by_month(period, rows, lambda row: [row[f"t{tier}"] or Decimal(0) for tier in TIERS])


def late_now(period: Period) -> Rows:
    """How many debts of each tier are late today; the period does not matter."""
    counts = dict(overdue(today()).order_by().values_list("tier").annotate(Count("pk")))
    return {str(tier): [counts.get(tier, 0)] for tier in TIERS} if counts else {}


def ratio_kept(period: Period) -> Rows:
    """Companies in the quarters' reports of the period: paid down enough, and too little."""
    found: dict[date, list[int]] = {}
    reports = RatioReport.objects.filter(first__range=(period.first, period.last), made_by=None).order_by("first", "pk")
    for report in reports:
        found[report.first] = [report.companies - report.short, report.short]
    return found
