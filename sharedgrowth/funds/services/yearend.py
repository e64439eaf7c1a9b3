"""DO: a year ends: what is available goes on, what is committed stays, the last year is decided on. FND-04, FND-05."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require
from sharedgrowth.funds.models import BudgetLine, BudgetYear, Fund, LineClose, Transfer
from sharedgrowth.funds.policies import budget as policies
from sharedgrowth.funds.rules.funds import carried
from sharedgrowth.funds.services.carrying import carry_on
from sharedgrowth.funds.states import FundState, TransferState, YearEnd

ZERO = Decimal(0)


@sweeps
def close_ended_years() -> int:
    """From the first of January in Korea: each year that has ended, once. The last year waits for its decision."""
    this_year = db_now().astimezone(SEOUL).year
    ended = BudgetYear.objects.filter(closed_at=None, year__lt=this_year, fund__state=FundState.OPEN)
    done = 0
    for year in ended.select_related("fund").order_by("fund", "year"):
        if year.year < _last_of(year.fund):
            close_year(year, by=None)
            done += 1
    return done


def _last_of(fund: Fund) -> int:
    return max(fund.years.values_list("year", flat=True))


@transaction.atomic
def close_year(year: BudgetYear, *, by: User | None, decision: str = "") -> BudgetYear:
    """Close all lines of a year that is over. Of the last year ``decision`` says what becomes of the rest."""
    if by is not None:
        require(policies.may_decide_last_year(by) if decision else policies.may_close_year(by))
    year = BudgetYear.objects.select_for_update(of=("self",)).select_related("fund").get(pk=year.pk)
    fund = year.fund
    if year.closed_at is not None or fund.state != FundState.OPEN:
        raise WrongState(_("This year is already closed, or its fund is not open."))
    now = db_now()
    if year.year >= now.astimezone(SEOUL).year:
        raise WrongState(_("%(year)s is not over yet.") % {"year": year.year})
    if fund.years.filter(year__lt=year.year, closed_at=None).exists():
        raise WrongState(_("Close the years before it first."))
    is_last = year.year >= _last_of(fund)
    if is_last and decision not in YearEnd.values:
        raise RuleBroken(
            _("Decide what becomes of the rest of the last year: given back, or extended."), field="decision"
        )
    if is_last and decision == YearEnd.EXTEND:
        _extend(fund, year, by=by)
    for asked in Transfer.objects.select_for_update(of=("self",)).filter(source__year=year, state=TransferState.ASKED):
        move(asked, "refuse", by=by, reason="the year is closed", answer=_("The year is closed."))
    rows = BudgetLine.objects.select_for_update(of=("self",)).select_related("year__fund")
    for line in rows.filter(year=year).order_by("pk"):
        _close_line(line, is_last=is_last, decision=decision, by=by)
    BudgetYear.objects.filter(pk=year.pk).update(closed_at=now)
    year.closed_at = now
    record(year, "closed", by=by, payload={"fund": fund.code, "year": year.year, "decision": decision})
    announce("funds.year_closed", year=year.pk)
    return year


def _extend(fund: Fund, year: BudgetYear, *, by: User | None) -> None:
    BudgetYear.objects.create(fund=fund, year=year.year + 1, amount=ZERO)
    ends_on = fund.ends_on.replace(year=year.year + 1)
    Fund.objects.filter(pk=fund.pk).update(ends_on=ends_on)
    record(fund, "extended", by=by, payload={"until": ends_on})


def _close_line(line: BudgetLine, *, is_last: bool, decision: str, by: User | None) -> None:
    left = line.available
    goes_on = carried(left, is_last=is_last and decision == YearEnd.RETURN)
    if left and not carry_on(line, left, key=f"carried:{line.pk}", by=by, is_back=not goes_on):
        goes_on = ZERO
    LineClose.objects.create(
        line=line,
        allotted=line.allotted,
        committed=line.committed,
        released=line.released,
        drawn=line.drawn,
        carried=goes_on,
        returned=left - goes_on,
        decision=decision,
        closed_by=by,
    )
