"""DO: what a closed line has left goes on to the next year, or out of the fund. Source: domain 15, FND-04, FND-05.

The caller holds the lock of the line.
"""

from decimal import Decimal

from django.db.models import F

from portal.people.models import User
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, BudgetYear
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.states import FundState


def next_year(line: BudgetLine) -> BudgetYear | None:
    """The next year of the fund that is not closed; None when nothing can be carried any more."""
    if line.year.fund.state == FundState.CLOSED:
        return None
    later = BudgetYear.objects.filter(fund=line.year.fund_id, year__gt=line.year.year, closed_at=None)
    return later.order_by("year").first()


def carry_on(line: BudgetLine, amount: Decimal, *, key: str, by: User | None, is_back: bool = False) -> bool:
    """Into the same programme's line of the next open year; False where there is none: it is given back.

    ``is_back``: it is given back in any case.
    """
    target, fund = None if is_back else next_year(line), line.year.fund
    BudgetLine.objects.filter(pk=line.pk).update(carry_out=F("carry_out") + amount)
    event = Event.FUND_MOVED
    if target is None:
        event = Event.FUND_RETURNED
    else:
        into, _new = BudgetLine.objects.get_or_create(
            year=target,
            programme=line.programme,
            defaults={"allocated": Decimal(0), "matched": line.matched},
        )
        BudgetLine.objects.filter(pk=into.pk).update(carry_in=F("carry_in") + amount)
    book(event, fund=fund.code, amount=amount, currency=fund.currency, key=key, about=line, by=by)
    return target is not None
