"""Advances for tests: paid, in part used up, and claimed back when the contract has ended."""

from decimal import Decimal

from portal.clock import today
from portal.people.models import Company
from portal.tests.factories import staff
from purchasing.contracts import services as contract_services
from purchasing.contracts.models import Contract
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import AdvanceRefund, Obligation
from purchasing.payments.services import cash
from purchasing.payments.tests.obligation_stage import deliver_all


def with_paid_advance(advance: int = 30_000_000, *, used: int = 0, payee: Company | None = None) -> Contract:
    """A subcontract whose advance its payee has, in part used up by an invoice."""
    upper = contracts.in_force(value=200_000_000)
    lower = contracts.in_force(parent=upper, payee=payee, value=100_000_000, advance_rate=Decimal("0.3"))
    contracts.advance(lower, advance)
    deliver_all()
    debt = Obligation.objects.get(invoice__contract=lower)
    paid = cash.report_cash_payment(
        debt,
        amount=debt.left,
        paid_on=today(),
        reference="TR-9",
        key="advance",
        by=contracts.person(lower.payer, "SF"),
    )
    cash.confirm_cash_payment(paid, by=contracts.person(lower.payee, "SF"))
    if used:
        contracts.approved(lower, net=used)
    deliver_all()
    return lower


def ended(contract: Contract) -> Contract:
    """Terminated by the payer."""
    by = staff("AP") if contract.tier == 1 else contracts.person(contract.payer, "SA")
    contract_services.terminate_contract(contract, reason="공사 취소", by=by)
    deliver_all()
    contract.refresh_from_db()
    return contract


def claimed(**fields) -> AdvanceRefund:
    """The claim as the end of the contract has made it."""
    return AdvanceRefund.objects.get(contract=ended(with_paid_advance(**fields)))
