"""FIND: what a company gets and pays, when, why not yet, and what it could have early; and what is due on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from purchasing.contracts.models import Hold
from purchasing.payments.models import Instruction, Obligation, Receivable
from purchasing.payments.queries.receivables import rate_on
from purchasing.payments.queries.tracing import OWN_READERS, STAFF_READERS, UNPAID
from purchasing.payments.rules import tracing as rules
from purchasing.payments.rules.receivables import DrawCost, draw_cost, is_drawable
from purchasing.payments.states import USABLE, InstructionState, ObligationState, RateKind, ReceivableState

LEFT = F("amount") - F("credited") - F("paid")
LISTED = 100
RECENT_DAYS = 60
UNSEEN = (ReceivableState.DRAFT, ReceivableState.REFUSED, ReceivableState.CANCELLED)  # by its holder


@dataclass(frozen=True)
class Due:
    """One debt as its company sees it on its money page."""

    obligation: Obligation
    standing: rules.Standing
    days: int  # of the 60 used, today
    planned_days: int  # when it is paid as planned
    hold: Hold | None
    stopped: Instruction | None  # a payment that was stopped in its run
    receivable: Receivable | None  # that covers it, once it is issued: the holder sees no draft

    @property
    def amount(self) -> Decimal:
        """What is still to come, or was paid."""
        return self.obligation.amount - self.obligation.credited


@dataclass(frozen=True)
class Offer:
    """A receivable that could be drawn now, all that is free of it; paid out on ``day``, at the buyer's rate."""

    receivable: Receivable
    day: date
    cost: DrawCost


@dataclass(frozen=True)
class Sums:
    """One side of a company in one currency."""

    currency: str
    left: Decimal  # unpaid
    count: int
    late: Decimal
    late_count: int
    held: Decimal
    soon: Decimal  # within 30 days
    next_on: date | None


NOTHING = Sums("KRW", Decimal(0), 0, Decimal(0), 0, Decimal(0), Decimal(0), None)


def reads_own_money(user) -> bool:
    """Whether the person sees its company's money."""
    return bool(user.is_supplier and user.has_role(*OWN_READERS))


def reads_all_money(user) -> bool:
    """Whether the person of the buyer sees what the buyer pays."""
    return bool(user.is_internal and user.has_role(*STAFF_READERS))


def debts(company_id: int, side: str) -> QuerySet[Obligation]:
    """What is owed to the company (``payee``) or by it (``payer``)."""
    return Obligation.objects.filter(**{side: company_id}).exclude(state=ObligationState.CANCELLED)


def unpaid(company_id: int, side: str, today: date) -> list[Due]:
    """What is not paid yet, the most pressing first. Four statements for any number of rows."""
    found = debts(company_id, side).filter(state__in=UNPAID).order_by("pay_on", "pk")[:LISTED]
    return _dues(found, today)


def paid_lately(company_id: int, side: str, today: date) -> list[Due]:
    """What was paid in the last two months, the latest first."""
    since = today - timedelta(days=RECENT_DAYS)
    found = debts(company_id, side).filter(state=ObligationState.PAID, paid_on__gte=since)
    return _dues(found.order_by("-paid_on", "-pk")[:LISTED], today)


def _dues(found: QuerySet[Obligation], today: date) -> list[Due]:
    holds = Prefetch("invoice__holds", Hold.objects.filter(lifted_at=None), to_attr="open_holds")
    stopped = Prefetch(
        "instructions",
        Instruction.objects.filter(state__in=[InstructionState.HELD, InstructionState.REJECTED]).order_by("-pk"),
        to_attr="stopped_ones",
    )
    covers = Prefetch(
        "receivables",
        Receivable.objects.exclude(state__in=UNSEEN).order_by("pk"),
        to_attr="covers",
    )
    rows = found.select_related("payer", "payee", "contract", "invoice").prefetch_related(holds, stopped, covers)
    return [_due(each, today) for each in rows]


def _due(obligation, today: date) -> Due:
    paid = obligation.state == ObligationState.PAID and obligation.paid_on
    ends = obligation.paid_on if paid else today
    held = obligation.invoice.open_holds if obligation.state == ObligationState.HELD else []
    open_one = obligation.state == ObligationState.OPEN
    return Due(
        obligation=obligation,
        standing=rules.standing(obligation.state, due_on=obligation.due_on, today=today),
        days=rules.days_used(obligation.base_on, until=ends),
        planned_days=rules.days_used(obligation.base_on, until=obligation.paid_on if paid else obligation.pay_on),
        hold=held[0] if held else None,
        stopped=obligation.stopped_ones[0] if open_one and obligation.stopped_ones else None,
        receivable=obligation.covers[0] if obligation.covers else None,
    )


def sums(company_id: int, side: str, today: date) -> list[Sums]:
    """What is unpaid on one side, by currency, won first."""
    late, soon = Q(due_on__lt=today), Q(pay_on__range=(today, today + timedelta(days=30)))
    held = Q(state=ObligationState.HELD)
    rows = (
        debts(company_id, side)
        .filter(state__in=UNPAID)
        .order_by()
        .values("currency")
        .annotate(
            unpaid=Sum(LEFT),
            count=Count("pk"),
            late=Coalesce(Sum(LEFT, filter=late), Decimal(0)),
            late_count=Count("pk", filter=late),
            held=Coalesce(Sum(LEFT, filter=held), Decimal(0)),
            soon=Coalesce(Sum(LEFT, filter=soon), Decimal(0)),
            next_on=Min("pay_on", filter=Q(pay_on__gte=today) & ~held),
        )
    )
    names = ("currency", "unpaid", "count", "late", "late_count", "held", "soon", "next_on")
    found = [Sums(*values) for values in rows.values_list(*names)]
    return sorted(found, key=lambda each: (each.currency != "KRW", each.currency))


def offers(company_id: int, day: date) -> list[Offer]:
    """Receivables that the company could draw early, paid out on ``day``, the bank's next, at the rate in force then.

    None while there is no rate.
    """
    rate = rate_on(RateKind.DRAW, day)
    if rate is None:
        return []
    held = Receivable.objects.filter(holder=company_id, state__in=USABLE, matures_on__gt=day)
    found = held.select_related("obligation__payer", "issuer").order_by("matures_on", "pk")[:LISTED]
    return [
        Offer(each, day, draw_cost(each.available, rate=rate.rate, drawn_on=day, matures_on=each.matures_on))
        for each in found
        if is_drawable(each.available)
    ]


# Calendar ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """What is paid on one day on one side in one currency."""

    day: date
    side: str  # "in" or "out"
    currency: str
    amount: Decimal
    count: int
    late: bool
    paid: bool


def entries_between(user, first: date, last: date, today: date) -> list[Entry]:
    """The days on which money comes or goes, with their sums. Two statements.

    A company's own people see both sides; staff see what the buyer pays.
    """
    found: list[Entry] = []
    if reads_own_money(user) or reads_all_money(user):
        for side, words in (("payee", "in"), ("payer", "out")):
            found += _entries(debts(user.company_id, side), words, first, last, today)
    return sorted(found, key=lambda each: (each.day, each.side != "in", each.currency))


def _entries(found: QuerySet[Obligation], side: str, first: date, last: date, today: date) -> list[Entry]:
    day = Coalesce("paid_on", "pay_on")
    rows = (
        found.annotate(day=day)
        .filter(day__range=(first, last))
        .order_by()
        .values("day", "currency", "state")
        .annotate(sum=Sum(F("amount") - F("credited")), count=Count("pk"), due=Min("due_on"))
    )
    grouped: dict[tuple, Entry] = {}
    for row in rows:
        paid = row["state"] == ObligationState.PAID
        late = not paid and row["due"] < today
        key = (row["day"], row["currency"], paid)
        before = grouped.get(key)
        grouped[key] = Entry(
            day=row["day"],
            side=side,
            currency=row["currency"],
            amount=row["sum"] + (before.amount if before else Decimal(0)),
            count=row["count"] + (before.count if before else 0),
            late=late or bool(before and before.late),
            paid=paid,
        )
    return list(grouped.values())


def listed_on(user, first: date, last: date) -> Sequence[Obligation]:
    """The single payments of these days, both sides, in order of their days."""
    if not (reads_own_money(user) or reads_all_money(user)):
        return []
    own = Q(payer=user.company_id) | Q(payee=user.company_id)
    found = Obligation.objects.filter(own).exclude(state=ObligationState.CANCELLED)
    found = found.annotate(day=Coalesce("paid_on", "pay_on")).filter(day__range=(first, last))
    return list(found.select_related("payer", "payee", "contract").order_by("day", "pk")[: 3 * LISTED])
