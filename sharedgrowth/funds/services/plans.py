"""DO: a fund is planned by years, approved by another person, opened, its lines allocated. FND-01."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding.services.checks import checked
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Fund
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.rules.funds import is_whole
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.states import FundState

ZERO = Decimal(0)


@transaction.atomic
def plan_fund(
    *,
    code: str,
    name_ko: str,
    name_en: str,
    total: Decimal,
    years: Mapping[int, Decimal],
    by: User,
    currency: str = "KRW",
) -> Fund:
    """A fund with the amount of each year; together they are its total."""
    require(policies.may_plan_fund(by))
    if not years:
        raise RuleBroken(_("Give the amount of at least one year."), field="years")
    if list(sorted(years)) != list(range(min(years), max(years) + 1)):
        raise RuleBroken(_("The years follow one another without a gap."), field="years")
    if any(amount < 0 for amount in years.values()):
        raise RuleBroken(_("An amount cannot be negative. Write it without the minus sign."), field="years")
    if not is_whole(total, years.values()):
        named = {"sum": money_full(sum(years.values(), ZERO), currency), "total": money_full(total, currency)}
        raise RuleBroken(_("The years add up to %(sum)s, the fund is %(total)s.") % named, field="years")
    fund = Fund(
        code=code.strip().upper(),
        name_ko=name_ko.strip(),
        name_en=name_en.strip(),
        total=total,
        currency=currency,
        begins_on=date(min(years), 1, 1),
        ends_on=date(max(years), 12, 31),
        entered_by=by,
    )
    checked(fund)
    fund.save()
    BudgetYear.objects.bulk_create(BudgetYear(fund=fund, year=year, amount=years[year]) for year in sorted(years))
    record(fund, "planned", by=by, payload={"total": total, "years": {str(y): a for y, a in sorted(years.items())}})
    announce("funds.fund_planned", fund=fund.pk)
    return fund


def locked_fund(fund: Fund) -> Fund:
    """The fund as it is now."""
    return Fund.objects.select_for_update(of=("self",)).get(pk=fund.pk)


@transaction.atomic
def approve_fund(fund: Fund, *, by: User) -> Fund:
    """An approver agrees to the plan; not who entered it."""
    require(policies.may_approve_fund(by, fund))
    fund = locked_fund(fund)
    if not is_whole(fund.total, list(fund.years.values_list("amount", flat=True))):
        raise RuleBroken(_("The years no longer add up to the fund."))
    move(fund, "approve", by=by, approved_by=by)
    announce("funds.fund_approved", fund=fund.pk)
    return fund


@transaction.atomic
def open_fund(fund: Fund, *, by: User) -> Fund:
    """From now on its lines can be committed."""
    require(policies.may_manage_fund(by))
    fund = locked_fund(fund)
    move(fund, "open", by=by)
    announce("funds.fund_opened", fund=fund.pk)
    return fund


@transaction.atomic
def close_fund(fund: Fund, *, by: User) -> Fund:
    """All its years are closed."""
    require(policies.may_manage_fund(by))
    fund = locked_fund(fund)
    if fund.years.filter(closed_at=None).exists():
        raise WrongState(_("Close all its years first: what is left of each is carried on or given back."))
    move(fund, "close", by=by)
    announce("funds.fund_closed", fund=fund.pk)
    return fund


@transaction.atomic
def allocate_line(year: BudgetYear, *, programme: str, amount: Decimal, by: User, matched: bool = False) -> BudgetLine:
    """A programme gets its line of a year; the lines of a year never exceed it."""
    require(policies.may_manage_fund(by))
    year = BudgetYear.objects.select_for_update(of=("self",)).select_related("fund").get(pk=year.pk)
    fund = year.fund
    if fund.state not in (FundState.APPROVED, FundState.OPEN) or year.closed_at is not None:
        raise WrongState(_("Lines are allocated once the plan is approved and until the year is closed."))
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    given = year.lines.aggregate(sum=Sum("allocated"))["sum"] or ZERO
    if given + amount > year.amount:
        left = money_full(year.amount - given, fund.currency)
        raise RuleBroken(_("Only %(left)s of this year is not allocated yet.") % {"left": left}, field="amount")
    line = year.lines.filter(programme=programme).first()
    if line is not None and line.allocated:
        raise RuleBroken(_("This programme already has a line in this year."), field="programme")
    if line is None:  # else it was opened by what was carried into it
        line = BudgetLine(year=year, programme=programme)
    line.allocated, line.matched = amount, matched
    checked(line)
    line.save()
    key = f"allotted:{line.pk}"
    book(Event.FUND_ALLOTTED, fund=fund.code, amount=amount, currency=fund.currency, key=key, about=line, by=by)
    record(line, "allocated", by=by, payload={"programme": programme, "year": year.year, "amount": amount})
    announce("funds.line_allocated", line=line.pk)
    return line
