"""DO: interest on money that waits in escrow: earned at maturity, and said to have come by who earned it. (E10)"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import today
from portal.errors import WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments import rules
from purchasing.payments.models import Receivable
from purchasing.payments.policies.receivables import may_confirm_interest
from purchasing.payments.queries.escrow_interest import deposit_rate, interest_owed, unearned
from purchasing.payments.services.postings import book_incentive, book_incentive_paid
from purchasing.payments.services.receivables import locked_receivable


def earn(part: Receivable, *, on: date) -> None:
    """A part that waited in escrow beyond the day of the one above it: the interest is its giver's.

    Without any confirmed rate nothing is booked yet: finance sees it, and it is booked when a rate is confirmed.
    """
    if part.parent is None or part.matures_on <= part.parent.matures_on:
        return
    days = rules.days_between(part.parent.matures_on, part.matures_on)
    rate = deposit_rate(part.parent.matures_on)
    if rate is None:
        record(part, "interest_waits", by=None, payload={"days": days})
        return
    earned = rules.deposit_interest(part.face, rate=rate.rate, days=days)
    if earned:
        book_incentive(part, amount=earned, key=f"incentive:{part.uid}", on=on)
        record(part, "interest_earned", by=None, payload={"amount": earned, "days": days, "rate": rate.rate})
        announce("payments.interest_earned", receivable=part.pk)


def earn_missed() -> int:
    """A rate has been confirmed: what fell due while there was none earns its interest now; how many parts."""
    parts = list(unearned())
    for part in parts:
        earn(part, on=today())
    return len(parts)


@transaction.atomic
def confirm_interest(receivable: Receivable, *, by: User) -> Receivable:
    """Who gave the part says that the trustee has paid the interest: then it is money in both books."""
    require(may_confirm_interest(by, receivable))
    receivable = locked_receivable(receivable)
    amount = interest_owed(receivable)
    if amount is None:
        raise WrongState(_("No interest is owed on this receivable."))
    book_incentive_paid(receivable, amount=amount, key=f"incentive-paid:{receivable.uid}", on=today(), by=by)
    record(receivable, "interest_paid", by=by, payload={"amount": amount})
    return receivable
