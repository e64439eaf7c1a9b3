"""DO: a receivable stands for a debt: cover it, uncover it, and have it paid when the receivable is settled.

Called inside the transaction of the service that moves the receivable, with the debt locked before it.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import F

from portal.audit.services import move, record
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.payments.models import Obligation, Receivable
from purchasing.payments.states import OUTSTANDING, ObligationState


def locked_obligation(pk: int) -> Obligation:
    """The debt as it is now, with its row locked: before any receivable's."""
    return Obligation.objects.select_for_update(of=("self",)).select_related("payer", "payee", "contract").get(pk=pk)


def cover(obligation: Obligation, amount: Decimal, *, by: User | None, receivable: Receivable) -> None:
    """``amount`` of the debt is paid by ``receivable``; with nothing left to pay in cash it counts as covered."""
    covered = obligation.covered + amount
    told = {"receivable": receivable.number, "amount": amount}
    if obligation.left == amount and obligation.state == ObligationState.OPEN:
        move(obligation, "cover", by=by, payload=told, covered=covered)
        return
    _set_covered(obligation, covered)
    record(obligation, "partly_covered", by=by, payload=told)


def uncover(obligation: Obligation, amount: Decimal, *, by: User | None, receivable: Receivable, why: str = "") -> None:
    """The receivable was refused, cancelled or credited: so much is owed again."""
    covered = obligation.covered - amount
    told = {"receivable": receivable.number, "amount": amount}
    if obligation.state == ObligationState.COVERED:
        move(obligation, "uncover", by=by, reason=why, payload=told, covered=covered)
        return
    _set_covered(obligation, covered)
    record(obligation, "uncovered", by=by, reason=why, payload=told)


def _set_covered(obligation: Obligation, covered: Decimal) -> None:
    Obligation.objects.filter(pk=obligation.pk).update(covered=covered)
    obligation.covered = covered


def pay_covered(obligations: Collection[int], *, on: date, by: User | None) -> int:
    """Debts with nothing left in cash whose receivables are all settled are paid; how many were.

    Of a receivable in default the debt is covered only by what was drawn (``defaults.owe_again``).
    """
    unsettled = Receivable.objects.filter(obligation__in=obligations, state__in=OUTSTANDING).values("obligation")
    done = (
        Obligation.objects.filter(pk__in=obligations, state=ObligationState.COVERED)
        .filter(amount=F("credited") + F("covered") + F("paid"))
        .exclude(pk__in=unsettled)
        .order_by("pk")
    )
    for obligation in done:
        move(obligation, "pay", by=by, payload={"by": "receivable"}, paid_on=on)
        announce("payments.obligation_paid", obligation=obligation.pk)
    return len(done)
