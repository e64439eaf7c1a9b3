"""DO: what of an advance is left when a contract has ended is claimed, paid back or written off, always by two people.

It is a claim of its own: no payment, invoice or receivable is made smaller by it. Source: domain PAY-08, CNV-09.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken
from portal.numbers import next_number
from portal.outbox.models import JobRun
from portal.outbox.services import announce, once, sweeps
from portal.people.models import User
from portal.policy import require
from purchasing.contracts.models import Contract
from purchasing.contracts.queries import advance_left
from purchasing.payments.models import AdvanceRefund, BankEntry
from purchasing.payments.policies import refunds as policies
from purchasing.payments.queries import refunds as queries
from purchasing.payments.rules.bank_messages import BankLine
from purchasing.payments.rules.matching import refund_named
from purchasing.payments.services.postings import book_refund
from purchasing.payments.states.ledger import Event
from purchasing.payments.states.refunds import RefundState

CLAIMS, CLAIMS_HOUR = "payments: advances left over", 6


@sweeps
def claim_advances() -> bool:
    """From six in the morning in Korea, once a day: ended contracts whose last invoices are decided by now."""
    now = db_now().astimezone(SEOUL)
    day = now.date().isoformat()
    if now.hour < CLAIMS_HOUR or JobRun.objects.filter(name=CLAIMS, period=day).exists():
        return False
    for contract in queries.ended_with_an_advance():
        claim_advance(contract)
    with transaction.atomic():
        return once(CLAIMS, day)


@transaction.atomic
def claim_advance(contract: Contract) -> AdvanceRefund | None:
    """What is left of a paid advance becomes a claim, due at once; None while something may still use it up.

    Neither the law nor the domain sets a later day for it or interest on it: none is invented.
    """
    contract = Contract.objects.select_for_update(of=("self",)).select_related("payer", "payee").get(pk=contract.pk)
    if contract.state not in queries.HAS_ENDED or queries.refund_of(contract) is not None:
        return None
    left = advance_left(contract)
    if not left or queries.still_uses_its_advance(contract) or not queries.advance_is_paid(contract):
        return None
    refund = AdvanceRefund.objects.create(
        number=next_number("ADV"), contract=contract, currency=contract.currency, amount=left, due_on=today()
    )
    book_refund(Event.ADVANCE_BACK, refund, key=f"refund:{refund.uid}")
    record(refund, "claimed", by=None, payload={"contract": contract.number, "amount": left, "due_on": refund.due_on})
    announce("payments.refund_claimed", refund=refund.pk)
    return refund


def _locked(refund: AdvanceRefund) -> AdvanceRefund:
    found = AdvanceRefund.objects.select_for_update(of=("self",)).select_related("contract__payer", "contract__payee")
    return found.get(pk=refund.pk)


@transaction.atomic
def report_refund(refund: AdvanceRefund, *, paid_on: date, reference: str, by: User) -> AdvanceRefund:
    """It was paid back: it counts when a second person, of the payer, has found it in the account."""
    refund = _locked(refund)
    require(policies.may_report_refund(by, refund))
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank: the other side looks for it."), field="reference")
    first, last = refund.due_on, today()
    if not first <= paid_on <= last:
        raise RuleBroken(
            _("Between %(first)s and today, %(last)s: it is owed since then, and reported when it is paid.")
            % {"first": day_text(first, "day"), "last": day_text(last, "day")},
            field="paid_on",
        )
    told: dict[str, Any] = {"paid_on": paid_on, "reference": reference.strip()}
    move(refund, "report", by=by, payload=told, asked_by=by, asked_at=db_now(), **told)
    announce("payments.refund_reported", refund=refund.pk)
    return refund


@transaction.atomic
def settle_refund(refund: AdvanceRefund, *, by: User) -> AdvanceRefund:
    """The payer has the money: both books close it."""
    refund = _locked(refund)
    require(policies.may_settle_refund(by, refund))
    move(refund, "settle", by=by, payload={"amount": refund.amount}, decided_by=by, decided_at=db_now())
    book_refund(Event.ADVANCE_REPAID, refund, key=f"refund-paid:{refund.uid}", by=by)
    announce("payments.refund_settled", refund=refund.pk)
    return refund


def found_on_statement(line: BankLine) -> AdvanceRefund | None:
    """The advance that a line of the buyer's statement pays back: named, in full, not before it was owed; locked."""
    if not (number := refund_named(line)) or line.amount is None:
        return None
    owed = AdvanceRefund.objects.filter(
        number=number,
        state__in=(RefundState.OPEN, RefundState.REPORTED),
        amount=line.amount,
        currency=line.currency,
        due_on__lte=line.booked_on or today(),
        contract__payer__is_buyer=True,
    )
    return owed.select_for_update(of=("self",)).select_related("contract__payer", "contract__payee").first()


def settle_found(refund: AdvanceRefund, entry: BankEntry) -> None:
    """The bank has said it: both books close it, and nobody has to look for it."""
    told: dict[str, Any] = {"paid_on": entry.booked_on or today(), "reference": entry.bank_ref or entry.end_to_end}
    payload = {"amount": refund.amount, "line": entry.bank_ref}
    move(refund, "find", by=None, payload=payload, entry=entry, decided_at=db_now(), **told)
    book_refund(Event.ADVANCE_REPAID, refund, key=f"refund-paid:{refund.uid}")
    announce("payments.refund_settled", refund=refund.pk)


@transaction.atomic
def ask_write_off(refund: AdvanceRefund, *, reason: str, by: User) -> AdvanceRefund:
    """The payer's finance gives it up, with a reason that stays; a second person decides."""
    refund = _locked(refund)
    require(policies.may_ask_write_off(by, refund))
    if not reason.strip():
        raise RuleBroken(_("Say why it is written off."), field="reason")
    why = reason.strip()
    move(refund, "ask_write_off", by=by, reason=why, why=why, asked_by=by, asked_at=db_now())
    announce("payments.refund_write_off_asked", refund=refund.pk)
    return refund


@transaction.atomic
def write_off_refund(refund: AdvanceRefund, *, by: User) -> AdvanceRefund:
    """The second person agrees: a loss in the payer's book, an income in the payee's."""
    refund = _locked(refund)
    require(policies.may_write_off(by, refund))
    move(refund, "write_off", by=by, payload={"amount": refund.amount}, decided_by=by, decided_at=db_now())
    book_refund(Event.ADVANCE_WRITTEN_OFF, refund, key=f"refund-off:{refund.uid}", by=by)
    announce("payments.refund_written_off", refund=refund.pk)
    return refund


@transaction.atomic
def reopen_refund(refund: AdvanceRefund, *, reason: str, by: User) -> AdvanceRefund:
    """It was not so: the claim stands as before. What was said stays in the audit trail."""
    refund = _locked(refund)
    require(policies.may_reopen_refund(by, refund))
    if not reason.strip():
        raise RuleBroken(_("Say why: the other side reads it."), field="reason")
    asked = refund.asked_by_id
    cleared: dict[str, Any] = {"paid_on": None, "reference": "", "why": "", "asked_by": None, "asked_at": None}
    move(refund, "reopen", by=by, reason=reason.strip(), **cleared)
    announce("payments.refund_reopened", refund=refund.pk, asked=asked, reason=reason.strip())
    return refund
