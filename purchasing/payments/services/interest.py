"""DO: late interest accrues by itself, from the facts, and follows them. Nobody waives it. Source: domain PAY-13."""

import logging
from datetime import date
from decimal import Decimal

from django.db import transaction

from portal.audit.services import record
from portal.clock import today
from portal.outbox.services import announce
from purchasing.payments.models import LateInterest, LateStep, Obligation, Posting
from purchasing.payments.queries.obligations import reductions_of, to_accrue
from purchasing.payments.rules.interest import LATE_RATE, Spell, interest_of, late_spells
from purchasing.payments.services.covering import locked_obligation
from purchasing.payments.services.ledger import reverse
from purchasing.payments.services.postings import book_late_interest
from purchasing.payments.states import ObligationState

log = logging.getLogger(__name__)
O = ObligationState  # noqa: E741 (as in the states)


@transaction.atomic
def accrue_interest(obligation: Obligation, *, until: date | None = None) -> LateInterest | None:
    """Bring the interest of one debt up to ``until`` (today, or the day of its payment); None when nothing is late.

    It is computed anew from all payments and credits, so a payment that is confirmed late for an earlier day mends it.
    """
    obligation = locked_obligation(obligation.pk)
    last = until or today()
    ended = obligation.state in (O.PAID, O.CANCELLED)
    if obligation.paid_on is not None and ended:
        last = obligation.paid_on
    row = LateInterest.objects.select_for_update(of=("self",)).filter(obligation=obligation).first()
    spells = late_spells(obligation.amount, reductions_of(obligation), due_on=obligation.due_on, until=last)
    total = interest_of(spells, currency=obligation.currency, rate=row.rate if row else LATE_RATE)
    if row is None:
        if not total:
            return None
        row = LateInterest.objects.create(
            obligation=obligation,
            currency=obligation.currency,
            rate=LATE_RATE,
            since=obligation.due_on,
            until=obligation.due_on,
            amount=Decimal(0),
        )
    total = max(total, row.paid)  # what the payee has received as interest stays its own
    if total != row.amount:
        _step(row, obligation, spells, total, last)
    ended_on = (obligation.paid_on or last) if ended else None
    since = min(obligation.due_on, last)
    change = {"amount": total, "until": max(last, since), "ended_on": ended_on, "since": since}
    LateInterest.objects.filter(pk=row.pk).update(**change)
    for name, value in change.items():
        setattr(row, name, value)
    return row


def _step(row: LateInterest, obligation: Obligation, spells: list[Spell], total: Decimal, last: date) -> None:
    change = total - row.amount
    posting = None
    if change > 0:
        posting = _book(row, obligation, change)
    else:
        taken_back = _take_back(row, -change)
        if taken_back + change:
            posting = _book(row, obligation, taken_back + change)
    LateStep.objects.create(
        interest=row,
        until=last,
        days=max((last - obligation.due_on).days, 0),
        currency=row.currency,
        principal=spells[-1].principal if spells else Decimal(0),
        total=total,
        change=change,
        spells=[_told(spell) for spell in spells],
        posting=posting,
    )
    payload = {"total": total, "change": change, "until": last}
    record(obligation, "interest_accrued", by=None, payload=payload)
    announce("payments.interest_accrued", obligation=obligation.pk, interest=row.pk)


def _book(row: LateInterest, obligation: Obligation, amount: Decimal) -> Posting:
    return book_late_interest(obligation, amount=amount, key=f"late:{obligation.uid}:{row.steps.count() + 1}")


def _take_back(row: LateInterest, amount: Decimal) -> Decimal:
    """Reverse the latest accruals until at least ``amount`` is taken back; how much was."""
    back = Decimal(0)
    booked = Posting.objects.filter(key__startswith=f"late:{row.obligation.uid}:", reversed_by=None).order_by("-pk")
    for posting in booked:
        if back >= amount:
            break
        back += posting.lines.filter(account__book__company=row.obligation.payer_id).order_by("-debit")[0].debit
        reverse(posting, key=f"{posting.key}:back", reason=row.obligation.number, by=None)
    return back


def _told(spell: Spell) -> dict[str, str | int]:
    return {
        "first": spell.first.isoformat(),
        "last": spell.last.isoformat(),
        "days": spell.days,
        "principal": str(spell.principal),
    }


def accrue_all(day: date) -> int:
    """Every late debt, each in its own transaction; how many bear interest. Safe to run twice.

    What is wrong with one debt keeps no other from its interest, and nobody from being told of theirs.
    """
    bearing = 0
    for obligation in to_accrue(day).iterator():
        try:
            bearing += accrue_interest(obligation, until=day) is not None
        except Exception:  # logged with its trace; tried again each morning
            log.exception("late interest of %s does not accrue", obligation.number)
    return bearing
