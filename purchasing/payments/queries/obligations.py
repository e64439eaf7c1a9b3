"""FIND: what is owed, until when and why then; what of it was paid, and on which days. Each sees its own part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from portal.clock import SEOUL
from portal.people.models import User
from purchasing.contracts.states import CreditState, InvoiceKind, PayMethod
from purchasing.payments.models import CashPayment, DirectPayment, LateInterest, Obligation, ObligationAlert, Receivable
from purchasing.payments.queries.amounts import shows_prices, with_hidden_use
from purchasing.payments.rules.interest import Reduction
from purchasing.payments.states import (
    CashState,
    DirectState,
    InstructionState,
    ObligationState,
    PaidFor,
    Part,
    ReceivableState,
)

READERS = ("PO", "AP", "FI", "CP", "AU")
OWN_READERS = ("SA", "SF", "SU")
UNPAID = (ObligationState.OPEN, ObligationState.HELD, ObligationState.COVERED)
OWED = (ObligationState.OPEN, ObligationState.HELD)
NOT_GIVEN = (ReceivableState.DRAFT, ReceivableState.REFUSED, ReceivableState.CANCELLED)


def obligations_visible_to(user: User) -> QuerySet[Obligation]:
    """A company's own, on both sides; the buyer's staff see all of them, lower tiers without amounts unless shown."""
    found = Obligation.objects.select_related("payer", "payee", "contract", "invoice").order_by("pay_on", "pk")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*READERS) else found.none()
    if not getattr(user, "is_supplier", False) or not user.has_role(*OWN_READERS):
        return found.none()
    return found.filter(Q(payer=user.company_id) | Q(payee=user.company_id))


def obligations_listed_for(
    user: User, *, today: date, state: str = "", side: str = "", tier: str = "", words: str = ""
) -> QuerySet[Obligation]:
    """Those that the filter asks for; ``state`` is one of the obligation's, or ``overdue``."""
    found = obligations_visible_to(user)
    if state == "overdue":
        found = found.filter(state__in=UNPAID, due_on__lt=today)
    elif state:
        found = found.filter(state=state)
    if side == "in":
        found = found.filter(payee=user.company_id)
    elif side == "out":
        found = found.filter(payer=user.company_id)
    if tier:
        found = found.filter(tier=tier)
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(contract__number__icontains=words)
            | Q(invoice__supplier_no__icontains=words)
            | Q(payee__legal_name_ko__icontains=words)
            | Q(payee__legal_name_en__icontains=words)
            | Q(payer__legal_name_ko__icontains=words)
            | Q(payer__legal_name_en__icontains=words)
        )
    return found


def sees_amounts(user: User, obligation: Obligation) -> bool:
    """Whether a list shows this reader what it amounts to: between two suppliers only while both have consented."""
    return shows_prices(user, obligation.contract)


def overdue(today: date) -> QuerySet[Obligation]:
    """Unpaid after their day, whether held or not: the days of the law run on."""
    return Obligation.objects.filter(state__in=UNPAID, due_on__lt=today)


def to_accrue(today: date) -> QuerySet[Obligation]:
    """Debts on which late interest has to be looked at: late ones, and those whose interest was never closed."""
    running = Q(interest__isnull=False, interest__ended_on=None)
    return Obligation.objects.filter(Q(state__in=UNPAID, due_on__lt=today) | running).order_by("pk")


def due_within(today: date, last: date) -> QuerySet[Obligation]:
    """To be paid in cash up to ``last``, or late."""
    return Obligation.objects.filter(
        Q(state__in=OWED, due_on__lte=last) | Q(state=ObligationState.COVERED, due_on__lt=today)
    ).order_by("pk")


def was_told_late(obligation: Obligation) -> bool:
    """Whether its being late was said before."""
    return ObligationAlert.objects.filter(obligation=obligation, kind__startswith="D+").exists()


def alerts_of(obligation: Obligation) -> QuerySet[ObligationAlert]:
    """When people were told of it, the latest first."""
    return ObligationAlert.objects.filter(obligation=obligation).order_by("-on")


def interest_of(obligation: Obligation) -> LateInterest | None:
    """Its late interest, if any has accrued."""
    return LateInterest.objects.filter(obligation=obligation).first()


# What was paid, and when ----------------------------------------------------------------------------------------------
def reductions_of(obligation: Obligation) -> list[Reduction]:
    """Everything that made the debt smaller, with its day: payments, credit notes, direct payments, receivables."""
    return _paid(obligation) + _credits(obligation) + _by_receivable(obligation)


def _paid(obligation: Obligation) -> list[Reduction]:
    executed = obligation.instructions.filter(state=InstructionState.PAID)
    found = [Reduction(on, amount) for on, amount in executed.values_list("paid_on", "amount") if on is not None]
    cash = CashPayment.objects.filter(obligation=obligation, state=CashState.CONFIRMED, paid_for=PaidFor.DEBT)
    found += [Reduction(on, amount) for on, amount in cash.values_list("paid_on", "amount")]
    direct = DirectPayment.objects.filter(Q(lower=obligation) | Q(upper=obligation), state=DirectState.PAID)
    found += [Reduction(on, amount) for on, amount in direct.values_list("paid_on", "granted") if on and amount]
    return found


def reductions_shown(user: User, obligation: Obligation) -> list[Reduction]:
    """The same as far as this person sees what became of its receivables: what was passed on is not open to all."""
    given = list(
        Receivable.objects.filter(obligation=obligation)
        .exclude(state__in=NOT_GIVEN)
        .select_related("obligation__contract")
    )
    if user.is_internal and with_hidden_use(user, given):
        return _paid(obligation) + _credits(obligation)
    return reductions_of(obligation)


def _credits(obligation: Obligation) -> list[Reduction]:
    notes = obligation.invoice.credit_notes.filter(state=CreditState.NOTED, decided_at__isnull=False)
    found = []
    for net, vat, at in notes.values_list("net", "vat", "decided_at"):
        amount = {Part.ALL: net + vat, Part.NET: net, Part.VAT: vat}[Part(obligation.part)]
        if amount and at is not None:
            found.append(Reduction(at.astimezone(SEOUL).date(), amount))
    return found


def _by_receivable(obligation: Obligation) -> list[Reduction]:
    """A receivable of a supplier takes its debt away when it is given: without recourse (PAY-06).

    The buyer's does as far as its holder drew or passed it on; the rest when it is settled.
    """
    found = []
    for each in Receivable.objects.filter(obligation=obligation).exclude(state__in=NOT_GIVEN):
        if not obligation.payer.is_buyer:
            found.append(Reduction(each.issued_on or obligation.base_on, each.face))
            continue
        found += [Reduction(on, amount) for on, amount in each.draws.values_list("drawn_on", "amount")]
        parts = each.children.exclude(state__in=NOT_GIVEN).values_list("issued_on", "face")
        found += [Reduction(on or obligation.base_on, face) for on, face in parts]
        rest = each.face - each.drawn - each.assigned
        if rest and each.settled_on is not None:
            found.append(Reduction(each.settled_on, rest))
    return found


def under_way(obligation: Obligation) -> Decimal:
    """What has gone to the bank and is not confirmed yet."""
    posted = obligation.instructions.filter(state=InstructionState.POSTED)
    return posted.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def cash_payments_of(obligation: Obligation) -> QuerySet[CashPayment]:
    """What the two sides told each other, the latest first."""
    return (
        CashPayment.objects.filter(obligation=obligation).select_related("reported_by", "answered_by").order_by("-pk")
    )


def cash_payments_waiting(user: User) -> QuerySet[CashPayment]:
    """Reported payments that wait for this person's company's word."""
    found = CashPayment.objects.filter(state=CashState.REPORTED).select_related("obligation__payer").order_by("paid_on")
    if not user.is_supplier or not user.has_role("SA", "SF"):
        return found.none()
    return found.filter(obligation__payee=user.company_id)


# Money from above -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FromAbove:
    """That the payer of a debt was paid for the same work: by which debt, on which day."""

    obligation: Obligation
    on: date


def paid_above(obligation_contract, *, base_on: date, advance: bool) -> FromAbove | None:
    """The first payment from above in which this work lies; None while there is none."""
    if obligation_contract.parent_id is None:
        return None
    paid = Obligation.objects.filter(
        contract=obligation_contract.parent_id, state=ObligationState.PAID, paid_on__isnull=False
    ).exclude(part=Part.VAT)
    if advance:
        paid = paid.filter(invoice__kind=InvoiceKind.ADVANCE)
    else:
        paid = paid.filter(base_on__gte=base_on).exclude(invoice__kind=InvoiceKind.ADVANCE)
    first = paid.select_related("invoice").order_by("paid_on", "pk").first()
    return FromAbove(first, first.paid_on) if first is not None and first.paid_on else None


def debts_below(obligation: Obligation) -> QuerySet[Obligation]:
    """What its payee owes for the same work one tier down and has not paid yet."""
    found = Obligation.objects.filter(contract__parent=obligation.contract_id, state__in=OWED)
    if obligation.invoice.kind == InvoiceKind.ADVANCE:
        found = found.filter(invoice__kind=InvoiceKind.ADVANCE)
    else:
        found = found.filter(base_on__lte=obligation.base_on).exclude(invoice__kind=InvoiceKind.ADVANCE)
    return found.select_related("contract", "invoice").order_by("pk")


def planned_for(day: date) -> QuerySet[Obligation]:
    """What is planned to be paid on ``day``."""
    return Obligation.objects.filter(state__in=UNPAID, pay_on=day).order_by("pk")


def buyers_cash_between(first: date, last: date) -> QuerySet[Obligation]:
    """What the buyer pays in cash on these days."""
    found = Obligation.objects.filter(state__in=OWED, payer__is_buyer=True, pay_on__range=(first, last))
    return found.filter(Q(method=PayMethod.CASH) | Q(part=Part.VAT)).order_by("pk")


# Direct payment -------------------------------------------------------------------------------------------------------
def direct_payments_visible_to(user: User) -> QuerySet[DirectPayment]:
    """Who asked, its contractor, and the buyer's staff."""
    found = DirectPayment.objects.select_related(
        "lower__payer", "lower__payee", "lower__contract", "upper", "requested_by"
    ).order_by("-pk")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*READERS) else found.none()
    if not getattr(user, "is_supplier", False) or not user.has_role(*OWN_READERS):
        return found.none()
    return found.filter(Q(lower__payee=user.company_id) | Q(lower__payer=user.company_id))


def upper_debts(lower: Obligation) -> QuerySet[Obligation]:
    """What the buyer still owes the contractor under the contract above: from it a direct payment can be made."""
    left = F("amount") - F("credited") - F("covered") - F("paid")
    return (
        Obligation.objects.filter(
            contract=lower.contract.parent_id,
            state=ObligationState.OPEN,
            payer__is_buyer=True,
            currency=lower.currency,
        )
        .annotate(left_now=left)
        .filter(left_now__gt=0)
        .order_by("due_on", "pk")
    )


def instalments_unpaid(lower: Obligation, today: date) -> int:
    """How many invoices of this contractor to this firm are late now."""
    late = Obligation.objects.filter(
        payer=lower.payer_id, payee=lower.payee_id, state__in=OWED, due_on__lt=today
    ).exclude(part=Part.VAT)
    return late.values("invoice").distinct().count()
