"""FIND: what each company received and paid down in a quarter, contract by contract as well. Source: PAY-20."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from portal.people.models import Company, Standing, User
from purchasing.contracts.models import Contract
from purchasing.contracts.models.contract import MONEY
from purchasing.payments.models import CashTest, DirectPayment, Obligation, RatioReport, RatioResult
from purchasing.payments.queries.amounts import Sight, sees_by_audit, sees_by_case, shows_prices, sight
from purchasing.payments.queries.obligations import overdue
from purchasing.payments.rules.ratio import Flow, Ratio, is_cash_enough, ratio, tax_credit, trickle_down
from purchasing.payments.states import DirectState, ObligationState

ZERO = Decimal(0)
_MONEY = DecimalField(**MONEY)
SEES_ALL = ("AU", "CP", "FI", "SG", "PO")


@dataclass(frozen=True, slots=True)
class Measured:
    """One company in a period."""

    company_id: int
    flow: Flow
    ratio: Ratio
    trickle: Decimal
    credit: Decimal  # an estimate


@dataclass(frozen=True, slots=True)
class Tested:
    """One subcontract in a period: SFA 13(4)."""

    contract: Contract
    received: Decimal
    received_cash: Decimal
    down: Decimal
    down_cash: Decimal

    @property
    def passed(self) -> bool:
        """Whether its payer paid in cash at the share in which it was paid in cash."""
        return is_cash_enough(
            received=self.received, received_cash=self.received_cash, down=self.down, down_cash=self.down_cash
        )


def _received(first: date, last: date) -> QuerySet[Obligation]:
    """Debts in won that were paid wholly in the period."""
    return Obligation.objects.filter(state=ObligationState.PAID, paid_on__range=(first, last), currency="KRW")


def _owed_down(first: date, last: date) -> QuerySet[Obligation]:
    """Debts of suppliers in won that fell due in the period; with what the buyer paid directly in their place.

    Direct payment is an exception by decree: it is no debt of the payer any more.
    """
    direct = (
        DirectPayment.objects.filter(lower=OuterRef("pk"), state=DirectState.PAID)
        .order_by()
        .values("lower")
        .annotate(sum=Sum("granted"))
        .values("sum")
    )
    found = Obligation.objects.filter(due_on__range=(first, last), currency="KRW", tier__gte=2)
    found = found.exclude(state=ObligationState.CANCELLED)
    return found.annotate(directly=Coalesce(Subquery(direct), Value(ZERO), output_field=_MONEY))


def measured(first: date, last: date, *, company: int | None = None) -> list[Measured]:
    """Every company that was paid or had to pay in the period (or this one), the largest shortfall first.

    Three statements, however many companies there are.
    """
    got, owed = _received(first, last), _owed_down(first, last)
    got = got.filter(payee__is_buyer=False)
    if company is not None:
        got, owed = got.filter(payee=company), owed.filter(payer=company)
    incoming = {
        row["payee"]: (row["total"], row["winwin"])
        for row in got.order_by().values("payee").annotate(total=Sum(F("paid") + F("covered")), winwin=Sum("covered"))
    }
    outgoing = {
        row["payer"]: row
        for row in owed.order_by()
        .values("payer")
        .annotate(
            total=Sum(F("amount") - F("credited") - F("directly")),
            cash=Sum(F("paid") - F("directly")),
            winwin=Sum("covered"),
        )
    }
    credits = _credits(owed)
    found = []
    for pk in sorted({*incoming, *outgoing}):
        total, winwin = incoming.get(pk, (ZERO, ZERO))
        down = outgoing.get(pk, {"total": ZERO, "cash": ZERO, "winwin": ZERO})
        flow = Flow(total, winwin, down["total"], down["cash"], down["winwin"])
        trickle = trickle_down(winwin, down["winwin"])
        found.append(Measured(pk, flow, ratio(flow), trickle, tax_credit(credits[pk])))
    return sorted(found, key=lambda each: (-each.ratio.shortfall, each.company_id))


def _credits(owed: QuerySet[Obligation]) -> dict[int, list[tuple[Decimal, int]]]:
    """(amount, days from the receipt) of what each company pays down by win-win payment."""
    found: dict[int, list[tuple[Decimal, int]]] = defaultdict(list)
    rows = owed.filter(covered__gt=0).values_list("payer", "covered", "base_on", "paid_on", "pay_on")
    for payer, covered, base_on, paid_on, pay_on in rows:
        found[payer].append((covered, ((paid_on or pay_on) - base_on).days))
    return found


def cash_tests(first: date, last: date, *, company: int | None = None) -> list[Tested]:
    """Each subcontract with debts in the period, and what its payer received under the contract above."""
    owed = _owed_down(first, last)
    if company is not None:
        owed = owed.filter(payer=company)
    below = {
        row["contract"]: row
        for row in owed.order_by()
        .values("contract")
        .annotate(total=Sum(F("amount") - F("credited") - F("directly")), cash=Sum(F("paid") - F("directly")))
    }
    contracts = list(Contract.objects.filter(pk__in=below).select_related("payer", "payee").order_by("pk"))
    parents = {each.parent_id for each in contracts}
    above = {
        row["contract"]: row
        for row in _received(first, last)
        .filter(contract__in=parents)
        .order_by()
        .values("contract")
        .annotate(total=Sum(F("paid") + F("covered")), cash=Sum("paid"))
    }
    nothing = {"total": ZERO, "cash": ZERO}
    found = []
    for each in contracts:
        got = above.get(each.parent_id or 0, nothing)
        found.append(Tested(each, got["total"], got["cash"], below[each.pk]["total"], below[each.pk]["cash"]))
    return found


def names_of(companies: Iterable[int]) -> dict[int, Company]:
    """The companies by id."""
    return Company.objects.in_bulk(list(companies))


def late_payers(on: date) -> dict[int, int]:
    """Suppliers that owe somebody after the day: how many debts of each. Source: domain 17 (SFA late cases)."""
    rows = overdue(on).filter(payer__is_buyer=False).order_by().values_list("payer")
    return dict(rows.annotate(count=Count("pk")))


def told_late(fact: str) -> list[int]:
    """Companies of which the last word was that debts of theirs are late."""
    rows = Standing.objects.filter(fact=fact).order_by("company", "-valid_from", "-pk").distinct("company")
    return [row.company_id for row in rows if row.value != "0"]


# Reports --------------------------------------------------------------------------------------------------------------
def result_sight(user: User, *, compliant: bool | None) -> Sight:
    """Whether this person reads amounts and not only shares: a supplier its own, auditors all, compliance a breach.

    ``compliant`` None: of the running quarter, which is a list and no case yet.
    """
    if not user.is_internal:
        return Sight.OPEN
    if compliant is None:
        return Sight.HIDDEN
    if sees_by_audit(user):
        return Sight.AUDIT
    return Sight.CASE if sees_by_case(user) and not compliant else Sight.HIDDEN


def contract_sight(user: User, contract: Contract, *, passed: bool | None) -> Sight:
    """The same of a subcontract and its cash test; open where both sides have opened it."""
    return sight(user, contract) if shows_prices(user, contract) else result_sight(user, compliant=passed)


def reports_visible_to(user: User) -> QuerySet[RatioReport]:
    """Staff who look into it; a supplier reads its own result only."""
    found = RatioReport.objects.select_related("made_by").order_by("-first", "-pk")
    return found if user.is_internal and user.has_role(*SEES_ALL) else found.none()


def results_of(report: RatioReport) -> QuerySet[RatioResult]:
    """Every company of a report, those that fall short first."""
    return (
        RatioResult.objects.filter(report=report)
        .select_related("company")
        .order_by("compliant", "-shortfall", "company_id")
    )


def tests_of(report: RatioReport) -> QuerySet[CashTest]:
    """Every subcontract of a report, those that fall short first."""
    return (
        CashTest.objects.filter(report=report)
        .select_related("contract__payer", "contract__payee")
        .order_by("passed", "contract_id")
    )


def own_results(user: User) -> QuerySet[RatioResult]:
    """What was found of the own company, the latest quarter first."""
    found = RatioResult.objects.select_related("report").order_by("-report__first", "-pk")
    if not user.is_supplier or not user.has_role("SA", "SF"):
        return found.none()
    return found.filter(company=user.company_id)


def was_reported(first: date) -> bool:
    """Whether the job has made the report of the quarter that begins then."""
    return RatioReport.objects.filter(first=first, made_by=None).exists()


def latest_report() -> RatioReport | None:
    """The last one that was made."""
    return RatioReport.objects.order_by("-first", "-pk").first()
