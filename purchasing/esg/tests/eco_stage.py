"""Products that claim one of the three R, what was accepted of them, and the rate of the month."""

from datetime import timedelta
from decimal import Decimal

from catalog.tests.eco import claimed
from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.tests.factories import CompanyFactory, staff
from purchasing.contracts.tests import factories as contracts
from purchasing.esg.queries import eco as queries
from purchasing.esg.services import eco as services

LONG_AGO = timedelta(days=70)


def eco_line(kind="reduce", *, value=1_342_500, until=None, claim=True):
    """An accepted delivery of a product that claims one R, in an earlier month; nothing is counted yet."""
    company = CompanyFactory()
    product = claimed(company, kind, until=until) if claim else ProductFactory(company=company)
    contract = contracts.in_force(payee=company, lines=[("재생 강재", 1, value)])
    contract.lines.update(product=product)
    return contracts.accepted(contract, on=today() - LONG_AGO).lines.get()


def rate_for(line, won="1342.50"):
    """Entered by one, confirmed by another."""
    month = queries.month_of(line.delivery.inspected_on)
    rate = services.enter_rate(month=month, won=Decimal(won), source="서울외국환중개", by=staff("FI"))
    return services.decide_rate(rate, confirm=True, by=staff("FI"))


def declared(line, kind="recycle", evidence="gr", by=None, **figures):
    return services.declare_line(
        line.line,
        kind=kind,
        evidence_kind=evidence,
        number="GR-7",
        reason="재생 원료로 만든 부품",
        valid_from=today() - timedelta(days=900),
        **figures,
        by=by or staff("PO"),
    )
