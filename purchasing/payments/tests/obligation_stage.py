"""Debts for tests: through approved invoices, received as long ago as a case needs."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.outbox.services import deliver_due
from portal.people.models import User
from purchasing.contracts.models import Contract
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import Balance, Obligation
from purchasing.payments.states import Part


def deliver_all() -> None:
    """Everything that was announced is heard."""
    while deliver_due():
        pass


def balance(company, code: str) -> Decimal:
    """Debits less credits of an account in a company's book."""
    rows = Balance.objects.filter(account__book__company=company, account__code=code)
    return sum((row.debit - row.credit for row in rows), Decimal(0))


def debt(contract: Contract | None = None, *, net: int = 100_000_000, received: int = 0, **fields) -> Obligation:
    """The debt (its part without VAT, if there are two) from an invoice for goods received ``received`` days ago."""
    invoice = contracts.approved(contract, net=net, base_on=today() - timedelta(days=received), **fields)
    deliver_all()
    return Obligation.objects.select_related("payer", "payee", "contract", "invoice").get(
        invoice=invoice, part__in=[Part.ALL, Part.NET]
    )


def below(*, net: int = 50_000_000, received: int = 0, vat: str = "0", **fields) -> Obligation:
    """What a contractor of the buyer owes its own supplier, paid in cash; without VAT unless asked for."""
    _upper, lower = contracts.chain(2, vat_rate=Decimal(vat), **fields)
    return debt(lower, net=net, received=received)


def payer(obligation: Obligation) -> User:
    """Finance of who owes."""
    return contracts.person(obligation.payer, "FI" if obligation.payer.is_buyer else "SF")


def payee(obligation: Obligation) -> User:
    """Finance of who is owed."""
    return contracts.person(obligation.payee, "SF")
