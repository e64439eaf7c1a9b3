"""FIND: advances that are owed back: who sees which, and which contracts have come so far."""

from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from portal.people.models import User
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.queries import invoice_kinds, open_work
from purchasing.contracts.states import ContractState, InvoiceKind, InvoiceState
from purchasing.payments.models import AdvanceRefund, Obligation
from purchasing.payments.queries.tracing import OWN_READERS, STAFF_READERS
from purchasing.payments.states import ObligationState
from purchasing.payments.states.refunds import REFUND_OWED

HAS_ENDED = (ContractState.COMPLETED, ContractState.TERMINATED)
DEAD_INVOICES = (InvoiceState.REFUSED, InvoiceState.CANCELLED)
APPROVERS = ("AP",)


def refunds_visible_to(user: User) -> QuerySet[AdvanceRefund]:
    """Of a company: where it pays or is paid. Of the buyer's staff: what is owed back to the buyer."""
    found = AdvanceRefund.objects.select_related("contract__payer", "contract__payee", "asked_by", "decided_by")
    if getattr(user, "is_internal", False):
        return found.filter(contract__tier=1) if user.has_role(*STAFF_READERS, *APPROVERS) else found.none()
    if not getattr(user, "is_supplier", False) or not user.has_role(*OWN_READERS):
        return found.none()
    return found.filter(Q(contract__payer=user.company_id) | Q(contract__payee=user.company_id))


def refunds_owed(user: User) -> QuerySet[AdvanceRefund]:
    """Those that are not closed, the one due first."""
    return refunds_visible_to(user).filter(state__in=REFUND_OWED).order_by("due_on", "pk")


def refund_of(contract: Contract) -> AdvanceRefund | None:
    """What is, or was, owed back by this contract."""
    return AdvanceRefund.objects.filter(contract=contract).first()


def ended_with_an_advance() -> QuerySet[Contract]:
    """Contracts that have ended, whose advance invoices have not used up, and of which nothing is claimed yet."""
    standing = Invoice.objects.filter(contract=OuterRef("contract")).exclude(state__in=DEAD_INVOICES)
    used = standing.order_by().values("contract").annotate(sum=Sum("advance_used")).values("sum")
    zero = Decimal(0)
    advances = Invoice.objects.filter(kind=InvoiceKind.ADVANCE, state=InvoiceState.APPROVED).annotate(
        used=Coalesce(Subquery(used), zero, output_field=DecimalField())
    )
    left = advances.exclude(net__lte=Coalesce("used", zero)).values("contract")
    return Contract.objects.filter(pk__in=left, state__in=HAS_ENDED, advance_refund=None).order_by("pk")


def still_uses_its_advance(contract: Contract) -> bool:
    """Whether something may still be delivered, invoiced or approved that uses the advance up."""
    return any(open_work(contract)) or bool(invoice_kinds(contract))


def advance_is_paid(contract: Contract) -> bool:
    """Whether the payee has the money: what was not paid is not paid back."""
    owed = Obligation.objects.filter(invoice__contract=contract, invoice__kind=InvoiceKind.ADVANCE)
    states = set(owed.values_list("state", flat=True))
    return ObligationState.PAID in states and states <= {ObligationState.PAID, ObligationState.CANCELLED}
