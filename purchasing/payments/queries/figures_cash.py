"""FIND: the figures of payment that tell how soon money is in hand, what that costs, and what the bank left unclear.

Money is in hand when it is drawn, when a receivable is paid at maturity, or when a debt is paid in cash. Source: domain
4.9.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from portal.clock import SEOUL
from portal.figures import Rows
from portal.periods import Period
from purchasing.payments.models import BuyerRate, Draw, Receivable, UnmatchedEntry
from purchasing.payments.queries.amounts import open_amounts
from purchasing.payments.queries.figures import told_debts
from purchasing.payments.rules.receivables import DrawCost, saved_won
from purchasing.payments.rules.tracing import is_told
from purchasing.payments.states import Part, RateKind, RateState, UnmatchedState

GROUPS = (1, 2, 3)  # the third holds tiers 3 and 4
Cash = tuple[date, int, int, Decimal]  # month, tier, days from receipt, won


def days_to_cash(period: Period) -> Rows:
    """Days from receipt until the money was in hand, by tier (3 and 4 together): the mean over each month's won."""
    sums: dict[tuple[date, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for month, tier, days, won in _cash(period):
        found = sums[month, min(tier, GROUPS[-1])]
        found[0] += days * won
        found[1] += won
    if not sums:
        return {}

    def mean(month: date, tier: int) -> Decimal | None:
        days, won = sums.get((month, tier), (Decimal(0), Decimal(0)))
        return (days / won).quantize(Decimal("0.1")) if won else None

    return {month: [mean(month, tier) for tier in GROUPS] for month in period.months}


def _cash(period: Period) -> Iterator[Cash]:
    """The money of the period in won, VAT apart not counted, as far as its shares tell no single amount."""
    paid = told_debts(period).filter(paid__gt=0).exclude(part=Part.VAT)
    for month, tier, base_on, paid_on, won in paid.values_list("month", "tier", "base_on", "paid_on", "paid"):
        yield month, tier, (paid_on - base_on).days, won
    for month, tier, base_on, drawn_on, won in _draws(period).values_list(
        "month", "receivable__tier", "receivable__obligation__base_on", "drawn_on", "amount"
    ):
        yield month, tier, (drawn_on - base_on).days, won
    for month, tier, base_on, settled_on, won in _settled(period).values_list(
        "month", "tier", "obligation__base_on", "settled_on", "won"
    ):
        yield month, tier, (settled_on - base_on).days, won


def _settled(period: Period) -> Any:
    """Receivables of which something was paid to their holder at maturity, with what: ``won``."""
    settled = Receivable.objects.filter(settled_on__range=(period.first, period.last)).order_by()
    kept = settled.annotate(won=F("face") - F("assigned") - F("drawn")).filter(won__gt=0)
    return _told(kept, of="", day="settled_on")


def _told(rows: Any, *, of: str, day: str) -> Any:
    """Those whose sum tells no single amount: open ones, and hidden ones of a month and tier with three holders.

    ``of``: the way from a row to its receivable. Source: ADR 0031, 0033.
    """
    is_open = open_amounts(f"{of}obligation__contract") | Q(**{f"{of}claim_line__isnull": False})
    found = rows.annotate(month=TruncMonth(day))
    firms = found.exclude(is_open).values("month", f"{of}tier").annotate(firms=Count(f"{of}holder", distinct=True))
    few = Q(pk__in=[])
    for row in firms:
        if not is_told(row["firms"]):
            few |= Q(month=row["month"], **{f"{of}tier": row[f"{of}tier"]})
    return found.filter(is_open | ~few)


def _draws(period: Period) -> Any:
    drawn = Draw.objects.filter(drawn_on__range=(period.first, period.last)).order_by()
    return _told(drawn, of="receivable__", day="drawn_on")


def drawn_early(period: Period) -> Rows:
    """Won drawn before maturity in the month, and won kept until then."""
    sums: dict[date, list[Decimal]] = {month: [Decimal(0), Decimal(0)] for month in period.months}
    rows = [(0, month, won) for month, won in _draws(period).values_list("month", "amount")]
    rows += [(1, month, won) for month, won in _settled(period).values_list("month", "won")]
    for place, month, won in rows:
        sums[month][place] += won
    return sums if rows else {}


def saved_by_rate(period: Period) -> Rows:
    """What the draws of the month cost, and what they cost less than loans of the holders' own, at the rate entered for
    such loans on the day. Draws of days without that rate are not counted.
    """
    rates = list(BuyerRate.objects.filter(kind=RateKind.OWN, state=RateState.CONFIRMED).order_by("valid_from", "pk"))
    sums: dict[date, list[Decimal]] = {month: [Decimal(0), Decimal(0)] for month in period.months}
    found = False
    for draw in _draws(period):
        own = next((each.rate for each in reversed(rates) if each.valid_from <= draw.drawn_on), None)
        if own is None:
            continue
        found = True
        cost = DrawCost(draw.amount, draw.days, draw.rate, draw.charge, draw.net)
        sums[draw.month][0] += draw.charge
        sums[draw.month][1] += saved_won(cost, own_rate=own)
    return sums if found else {}


def left_unclear(period: Period) -> Rows:
    """Lines of bank messages that matched no payment, by the month they were found: explained since, and still open."""
    rows = UnmatchedEntry.objects.filter(found_at__date__range=(period.first, period.last)).order_by()
    counted = rows.annotate(month=TruncMonth("found_at", tzinfo=SEOUL)).values("month")
    counted = counted.annotate(
        closed=Count("pk", filter=Q(state=UnmatchedState.CLOSED)),
        left=Count("pk", filter=~Q(state=UnmatchedState.CLOSED)),
    )
    found = {row["month"].date(): [row["closed"], row["left"]] for row in counted}
    return {month: found.get(month, [0, 0]) for month in period.months} if found else {}
