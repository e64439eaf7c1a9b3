"""FIND: the payments of a chain of contracts, from the buyer down, as their reader may see them. Source: issue 8."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from portal.audit.models import AuditEntry
from portal.periods import after
from purchasing.contracts.models import Contract, Hold
from purchasing.contracts.states import PayMethod
from purchasing.payments.models import Obligation
from purchasing.payments.queries.amounts import Sight, sights
from purchasing.payments.queries.obligations import reductions_of
from purchasing.payments.rules import tracing as rules
from purchasing.payments.rules.interest import interest_of, late_spells
from purchasing.payments.states import ObligationState

STAFF_READERS = ("PO", "FI", "CP", "AU")  # domain 16.2: receivable / obligation
OWN_READERS = ("SA", "SF", "SU")
UNPAID = (ObligationState.OPEN, ObligationState.HELD, ObligationState.COVERED)
CALL = "payments.obligation.call_noted"


@dataclass(frozen=True)
class Payment:
    """One payment of the chain. ``amount`` None: not shown to this reader."""

    obligation: Obligation
    depth: int  # below the first row
    amount: Decimal | None
    standing: rules.Standing
    days: int  # of the 60
    until: date  # when it was or will be paid; today, if it is late
    hold: Hold | None
    seen: Sight

    @property
    def is_winwin(self) -> bool:
        """Whether it is paid by a receivable."""
        return self.obligation.method == PayMethod.WINWIN


@dataclass(frozen=True)
class Tracing:
    """The payments of one chain in one month, tree order; ``all_rows`` whatever state the reader asked for."""

    root: Contract
    month: date
    rows: Sequence[Payment]
    all_rows: Sequence[Payment]


def chains_visible_to(user) -> QuerySet[Contract]:
    """Contracts at the head of what this reader may follow: the buyer's for its staff, a company's own for its people.

    Only those for which something is owed, the latest first.
    """
    owed = Obligation.objects.filter(contract=OuterRef("pk"))
    found = Contract.objects.filter(Exists(owed)).select_related("payer", "payee").order_by("-pk")
    if user.is_internal:
        return found.filter(tier=1) if user.has_role(*STAFF_READERS) else found.none()
    if not user.is_supplier or not user.has_role(*OWN_READERS):
        return found.none()
    return found.filter(payee=user.company_id)


def _obligations_visible_to(user, head: Contract) -> QuerySet[Obligation]:
    """Staff: the whole chain. A company: what it is paid by this contract, and what it pays below it."""
    found = Obligation.objects.exclude(state=ObligationState.CANCELLED)
    if user.is_internal:
        return found.filter(Q(contract=head) | Q(contract__root=head))
    own = Q(contract=head, payee=user.company_id)
    return found.filter(own | Q(contract__parent=head, payer=user.company_id))


def months_of(user, head: Contract) -> list[date]:
    """The first days of the months in which something of the chain was received, the latest first."""
    return list(_obligations_visible_to(user, head).dates("base_on", "month", order="DESC"))


def latest_month(user, head: Contract) -> date | None:
    """The first day of the latest month in which something of the head was received; else of what lies below it."""
    found = _obligations_visible_to(user, head)
    days = found.aggregate(head=Max("base_on", filter=Q(contract=head)), any=Max("base_on"))
    latest = days["head"] or days["any"]
    return latest.replace(day=1) if latest else None


def tracing_of(user, head: Contract, *, month: date, state: str, today: date) -> Tracing:
    """What was received in ``month`` and how it was paid, tier by tier; and what is late from before.

    A fixed number of statements, however many payments there are.
    """
    last = after(month, 1) - timedelta(days=1)
    late_before = Q(base_on__lt=month, due_on__lt=today, state__in=UNPAID)
    holds = Hold.objects.filter(lifted_at=None)
    found = (
        _obligations_visible_to(user, head)
        .filter(Q(base_on__range=(month, last)) | late_before)
        .select_related("payer", "payee", "contract", "invoice")
        .prefetch_related(Prefetch("invoice__holds", holds, to_attr="open_holds"))
        .order_by("base_on", "part", "pk")
    )
    owed = list(found)
    seen = sights(user, {each.contract_id: each.contract for each in owed}.values(), today)
    rows = [_payment(seen[each.contract_id], each, head, today) for each in owed]
    below = Contract.objects.filter(Q(root=head) | Q(parent=head))
    parents = dict(below.values_list("pk", "parent_id"))
    ordered = _in_tree_order(rows, head.pk, parents)
    asked = [row for row in ordered if state in ("", row.standing)]
    return Tracing(root=head, month=month, rows=asked, all_rows=ordered)


def _payment(seen: Sight, obligation: Obligation, head: Contract, today: date) -> Payment:
    where = rules.standing(obligation.state, due_on=obligation.due_on, today=today)
    until = obligation.paid_on if where == "paid" and obligation.paid_on else obligation.pay_on
    if where == "late":
        until = today
    holds = obligation.invoice.open_holds if obligation.state == ObligationState.HELD else []  # type: ignore[attr-defined]
    return Payment(
        obligation=obligation,
        depth=obligation.tier - head.tier,
        amount=obligation.amount - obligation.credited if seen else None,
        seen=seen,
        standing=where,
        days=rules.days_used(obligation.base_on, until=until),
        until=until,
        hold=holds[0] if holds else None,
    )


def _in_tree_order(rows: Iterable[Payment], top: int, parents: Mapping[int, int | None]) -> list[Payment]:
    """Each contract's payments before those of the contracts below it."""
    by_contract: dict[int, list[Payment]] = {}
    for row in rows:
        by_contract.setdefault(row.obligation.contract_id, []).append(row)
    children: dict[int | None, list[int]] = {}
    for contract, parent in sorted(parents.items()):
        children.setdefault(parent, []).append(contract)
    ordered: list[Payment] = []
    waiting = [top]
    while waiting:
        contract = waiting.pop()
        ordered += by_contract.get(contract, [])
        waiting += reversed(children.get(contract, []))
    return ordered


def stuck_chain(chains: QuerySet[Contract], today: date) -> Contract | None:
    """The first of the chains in which something is late."""
    late = Obligation.objects.filter(due_on__lt=today, state__in=UNPAID)
    here = Q(contract=OuterRef("pk")) | Q(contract__root=OuterRef("pk")) | Q(contract__parent=OuterRef("pk"))
    return chains.filter(Exists(late.filter(here))).first()


@dataclass(frozen=True)
class Late:
    """How many payments of one tier are late, and since when."""

    tier: int
    count: int
    since: date
    payers: int


def late_by_tier(today: date) -> list[Late]:
    """What is late, by tier: numbers alone, no amounts."""
    late = Obligation.objects.filter(due_on__lt=today, state__in=UNPAID).order_by().values("tier")
    rows = late.annotate(count=Count("pk"), since=Min("due_on"), payers=Count("payer", distinct=True))
    return [Late(**row) for row in rows.order_by("tier")]


def all_calls_about(obligation: Obligation) -> QuerySet[AuditEntry]:
    """Every call that was noted about a debt, the latest first."""
    noted = AuditEntry.objects.filter(thing_type="payments.obligation", thing_id=str(obligation.pk), what=CALL)
    return noted.select_related("by", "link").order_by("-id")


def calls_about(obligations: Iterable[Obligation]) -> dict[int, AuditEntry]:
    """The last call that staff noted about each of them, by its id."""
    keys = {str(obligation.pk) for obligation in obligations}
    noted = AuditEntry.objects.filter(thing_type="payments.obligation", thing_id__in=keys, what=CALL)
    last = noted.order_by("thing_id", "-id").distinct("thing_id").select_related("by")
    return {int(entry.thing_id): entry for entry in last}


def late_interest_now(obligation: Obligation, today: date) -> Decimal:
    """What late interest has come to by today, in the currency of the debt."""
    owed = reductions_of(obligation)
    spells = late_spells(obligation.amount, owed, due_on=obligation.due_on, until=today)
    return interest_of(spells, currency=obligation.currency)


# What may be told of sums ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reach:
    """How much of what the head is paid goes on: exact, or in steps of ten where single amounts are not shown."""

    amount: Decimal | None
    pct: Decimal | int | None  # None: too few firms to tell
    coarse: bool


def _sum(rows: Iterable[Payment]) -> Decimal:
    return sum((row.obligation.amount - row.obligation.credited for row in rows), Decimal(0))


def of_currency(rows: Iterable[Payment], currency: str) -> list[Payment]:
    """Those in one currency: sums never mix."""
    return [row for row in rows if row.obligation.currency == currency]


def reach_of(rows: Sequence[Payment]) -> Reach:
    """What goes on below the head, of what the head is paid; of rows in one currency."""
    top = _sum(row for row in rows if row.depth == 0)
    below = [row for row in rows if row.depth == 1]
    hidden = {row.obligation.payee_id for row in below if row.amount is None}
    if not hidden:
        return Reach(_sum(below), rules.share_pct(_sum(below), top), coarse=False)
    if not rules.is_told(len(hidden)):
        return Reach(None, None, coarse=True)
    return Reach(None, rules.coarse_pct(rules.share_pct(_sum(below), top)), coarse=True)


def winwin_of(rows: Sequence[Payment]) -> tuple[Decimal, bool]:
    """The share of win-win payment below the head in percent, and whether payments were counted instead of money."""
    below = [row for row in rows if row.depth >= 1]
    if any(row.amount is None for row in below):
        counted = Decimal(sum(row.is_winwin for row in below))
        return rules.share_pct(counted, Decimal(len(below))), True
    return rules.share_pct(_sum(row for row in below if row.is_winwin), _sum(below)), False
