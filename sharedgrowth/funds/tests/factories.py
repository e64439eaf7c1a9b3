"""Funds for the tests, made through the services where a person would make them."""

from decimal import Decimal
from itertools import count

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, staff
from portal.tests.kept import kept
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Commitment, Fund
from sharedgrowth.funds.services import commitments
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.states import FundState

SERIAL = count(1)
BILLION = Decimal(1_000_000_000)


@kept
def fund(*, years: int = 5, yearly: Decimal | int = 4 * BILLION, first: int | None = None, **given) -> Fund:
    """An open fund that begins this year."""
    serial, year = next(SERIAL), first or today().year
    values = {
        "code": f"FND-T{serial}",
        "name_ko": f"시험 기금 {serial}",
        "name_en": f"Test fund {serial}",
        "state": FundState.OPEN,
        "total": Decimal(yearly) * years,
        "begins_on": today().replace(year=year, month=1, day=1),
        "ends_on": today().replace(year=year + years - 1, month=12, day=31),
    }
    made = Fund.objects.create(**values | given)
    for no in range(years):
        BudgetYear.objects.create(fund=made, year=year + no, amount=yearly)
    return made


@kept
def line(
    *, amount: Decimal | int = 2 * BILLION, programme: str = "smart_factory", of: Fund | None = None, **given
) -> BudgetLine:
    """A line of the first year of an open fund, booked."""
    of = of or fund()
    year = of.years.order_by("year").first()
    made = BudgetLine.objects.create(year=year, programme=programme, allocated=Decimal(amount), **given)
    if amount:
        book(
            Event.FUND_ALLOTTED,
            fund=of.code,
            amount=Decimal(amount),
            currency=of.currency,
            key=f"allotted:{made.pk}",
            about=made,
            by=None,
        )
    return made


@kept
def commitment(
    of: BudgetLine | None = None,
    *,
    amount: Decimal | int = 30_000_000,
    company: Company | None = None,
    state: str = "contracted",
    by: User | None = None,
) -> Commitment:
    """Money of a line promised to a firm: requested, approved or contracted."""
    of, company = of or line(), company or CompanyFactory()
    made = commitments.commit(
        of, company=company, amount=Decimal(amount), purpose="스마트공장 구축", about=company, by=by or staff("SG")
    )
    if state != "requested":
        made = commitments.approve_commitment(made, by=staff("FM"))
    if state == "contracted":
        made = commitments.contract_commitment(made, by=None)
    return made
