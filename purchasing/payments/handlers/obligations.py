"""Debts follow what happens to invoices; limits go down with the money; who is told when something falls due."""

from portal.outbox.services import on
from purchasing.contracts.models import Invoice
from purchasing.contracts.registry import credit_checks, credit_effects
from purchasing.payments.models import Obligation
from purchasing.payments.services import obligations as services

credit_checks.add("payments", services.check_credit)
credit_effects.add("payments", services.credit_obligations)


@on("contracts.invoice_approved")
def raise_debts(*, invoice: int, **_later) -> None:
    """An approved invoice is owed."""
    services.raise_obligations(Invoice.objects.get(pk=invoice))


@on("contracts.invoice_held")
def hold_debts(*, invoice: int, **_later) -> None:
    """Held invoices are not paid for now."""
    services.hold_obligations(Invoice.objects.get(pk=invoice))


@on("contracts.hold_lifted")
def release_debts(*, invoice: int, **_later) -> None:
    """The payment goes on."""
    services.release_obligations(Invoice.objects.get(pk=invoice))


@on("payments.obligation_paid")
def limit_goes_down(*, obligation: int, **_later) -> None:
    """Fifteen days for what its payee owes for the same work."""
    paid = Obligation.objects.select_related("invoice").get(pk=obligation)
    services.pass_limit_down(paid)
