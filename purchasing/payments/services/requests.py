"""DO: what two sides agree on about a receivable: cancel it, record a default; and what a credit note takes off it."""

from decimal import Decimal

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.transactions import again_when_crossed
from purchasing.payments import policies, queries
from purchasing.payments.models import Obligation, Receivable, ReceivableRequest
from purchasing.payments.services.covering import locked_obligation, uncover
from purchasing.payments.services.defaults import bank_lacks, owe_again, repay_bank
from purchasing.payments.services.fees import follow_fee
from purchasing.payments.services.postings import book_fee_paid
from purchasing.payments.services.postings_defaults import book_default
from purchasing.payments.services.receivables import give_back, locked_receivable, say_why
from purchasing.payments.services.settling import default_receivable, lock_debts_of
from purchasing.payments.states import ReceivableState, RequestKind, RequestState

R = ReceivableState


@transaction.atomic
def ask_cancel(receivable: Receivable, *, reason: str, by: User) -> ReceivableRequest:
    """One side wants an unused receivable cancelled; nothing happens before the other side agrees."""
    require(policies.may_ask_cancel(by, receivable))
    receivable = locked_receivable(receivable)
    _check_unused(receivable)
    return _ask(receivable, RequestKind.CANCEL, reason, by)


@transaction.atomic
def ask_default(receivable: Receivable, *, reason: str, by: User) -> ReceivableRequest:
    """Finance says that the buyer did not pay on the day; a second person agrees before it is recorded. (E9)"""
    require(policies.may_record_default(by, receivable))
    receivable = locked_receivable(receivable)
    _check_unpaid(receivable)
    return _ask(receivable, RequestKind.DEFAULT, reason, by)


@transaction.atomic
def ask_repaid(receivable: Receivable, *, reason: str, by: User) -> ReceivableRequest:
    """Finance says that the buyer has paid the bank what was drawn; a second person agrees."""
    require(policies.may_record_default(by, receivable))
    receivable = locked_receivable(receivable)
    if receivable.parent_id is not None or receivable.state != R.DEFAULTED or not bank_lacks(receivable):
        raise WrongState(_("Nothing of it is owed to the bank."))
    return _ask(receivable, RequestKind.REPAID, reason, by)


def _ask(receivable: Receivable, kind: str, reason: str, by: User) -> ReceivableRequest:
    if not reason.strip():
        raise RuleBroken(_("Say why: the other side reads it."), field="reason")
    try:
        with transaction.atomic():
            request = ReceivableRequest.objects.create(
                receivable=receivable, kind=kind, reason=reason, asked_for=by.company, asked_by=by
            )
    except IntegrityError as fault:
        if "receivable_request_open_once" not in str(fault):
            raise
        raise WrongState(_("A request about this receivable already waits for an answer.")) from fault
    record(receivable, f"{kind}_asked", by=by, reason=reason)
    announce("payments.request_asked", request=request.pk)
    return request


@again_when_crossed
@transaction.atomic
def decide_request(request: ReceivableRequest, *, agree: bool, by: User) -> ReceivableRequest:
    """The other side (or second person) agrees, and it happens; or declines, and nothing does."""
    require(policies.may_decide_request(by, request))
    if request.kind == RequestKind.DEFAULT:
        root = request.receivable_id
        lock_debts_of(Receivable.objects.filter(models.Q(pk=root) | models.Q(root=root)))
    obligation = locked_obligation(request.receivable.obligation_id)
    receivable = locked_receivable(request.receivable)
    request = ReceivableRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != RequestState.OPEN:
        raise WrongState(_("This request has already been answered. Reload the page."))
    move(request, "agree" if agree else "decline", by=by, decided_by=by, decided_at=db_now())
    if not agree:
        record(receivable, f"{request.kind}_declined", by=by)
    elif request.kind == RequestKind.CANCEL:
        _check_unused(receivable)
        move(receivable, "cancel", by=by, reason=request.reason)
        say_why(receivable, request.reason)
        give_back(receivable, obligation, by=by, why=request.reason)
        announce("payments.receivable_cancelled", receivable=receivable.pk)
    elif request.kind == RequestKind.REPAID:
        repay_bank(receivable, reason=request.reason, by=by)
    else:
        _check_unpaid(receivable)
        rows = default_receivable(receivable, reason=request.reason, by=by)
        for row in rows:
            book_default(row, by=by)
        owe_again(rows, reason=request.reason, by=by)
    announce("payments.request_decided", request=request.pk)
    return request


@transaction.atomic
def withdraw_request(request: ReceivableRequest, *, by: User) -> ReceivableRequest:
    """Who asked takes it back."""
    require(policies.may_withdraw_request(by, request))
    move(request, "withdraw", by=by, decided_by=by, decided_at=db_now())
    return request


def _check_unused(receivable: Receivable) -> None:
    if receivable.claim_line_id is not None:
        raise WrongState(_("It was given by a progress claim that both sides signed: it stays."))
    if receivable.state != R.ACCEPTED or receivable.available != receivable.face:
        used = receivable.face - receivable.available
        raise WrongState(
            _("Only an accepted, unused receivable is cancelled; %(number)s is %(state)s, %(used)s of it is used.")
            % {
                "number": receivable.number,
                "state": receivable.get_state_display(),
                "used": money_full(used),
            }
        )
    _check_not_being_funded(receivable)


def _check_not_being_funded(receivable: Receivable) -> None:
    """What funds it or the receivable above it cannot be stopped any more: its face stays as it is."""
    root = receivable.root or receivable
    if (payment := queries.funding_under_way(root)) is not None:
        raise WrongState(
            _("%(reference)s of run %(run)s funds it: nothing is taken off while this payment is under way.")
            % {"reference": payment.end_to_end, "run": payment.run.number}
        )


def _check_unpaid(receivable: Receivable) -> None:
    if receivable.parent_id is not None:
        raise RuleBroken(_("A default is recorded on the first-tier receivable: all parts follow it."))
    if receivable.funded_on is not None:
        raise WrongState(
            _("%(number)s was funded on %(day)s.")
            % {"number": receivable.number, "day": day_text(receivable.funded_on, "day")}
        )
    if (payment := queries.funding_under_way(receivable)) is not None:
        raise WrongState(
            _("%(reference)s of run %(run)s funds it: no default while this payment is under way.")
            % {"reference": payment.end_to_end, "run": payment.run.number}
        )
    if today() <= receivable.matures_on:
        raise WrongState(
            _("%(number)s falls due on %(day)s: there is no default before the day after.")
            % {"number": receivable.number, "day": day_text(receivable.matures_on, "day")}
        )


@transaction.atomic
def credit_receivables(obligation: Obligation, *, amount_won: Decimal, reason: str, by: User | None) -> Decimal:
    """Take a credit note off the unused face of what covers the debt; used parts are never touched. Returns the amount.

    The books of it are the credit note's own (``book_credit`` with ``face``). The caller counts it as credited.
    """
    obligation = locked_obligation(obligation.pk)
    unused = queries.unused_won(obligation)
    if amount_won > unused:
        raise RuleBroken(
            _("Only %(unused)s of what covers %(number)s is still unused: a credit note of %(amount)s is not possible.")
            % {"unused": money_full(unused), "number": obligation.number, "amount": money_full(amount_won)}
        )
    left = amount_won
    states = (R.ISSUED, R.ACCEPTED, R.PARTLY_USED)
    for each in obligation.receivables.filter(state__in=states).order_by("-id"):
        if not left:
            break
        receivable = locked_receivable(each)
        part = min(left, receivable.available)
        if part:
            _check_not_being_funded(receivable)
            _reduce(receivable, part, obligation, reason=reason, by=by)
            left -= part
    if left:
        raise WrongState(_("Somebody else has just used a part of it. Reload the page and look again."))
    return amount_won


def _reduce(receivable: Receivable, part: Decimal, obligation: Obligation, *, reason: str, by: User | None) -> None:
    told = {"credited": part, "face": receivable.face - part}
    if receivable.state == R.ISSUED:
        move(receivable, "accept", by=None, reason=reason, accepted_at=db_now())
    if part == receivable.face:
        move(receivable, "cancel", by=by, reason=reason, payload=told)
        say_why(receivable, reason)
        announce("payments.receivable_cancelled", receivable=receivable.pk)
    elif part == receivable.available and receivable.state == R.PARTLY_USED:
        move(receivable, "use_up", by=by, reason=reason, payload=told, face=receivable.face - part)
    else:
        Receivable.objects.filter(pk=receivable.pk).update(face=receivable.face - part)
        record(receivable, "credited", by=by, reason=reason, payload=told)
    follow_fee(Receivable.objects.select_related("obligation").get(pk=receivable.pk), reason=reason, by=by)
    if receivable.parent_id is not None:
        _free_parent(Receivable.objects.get(pk=receivable.parent_id), receivable, part, reason=reason, by=by)
    uncover(obligation, part, by=by, receivable=receivable, why=reason)


def _free_parent(parent: Receivable, receivable: Receivable, part: Decimal, *, reason: str, by: User | None) -> None:
    assigned = parent.assigned - part
    unused = not (assigned or parent.drawn or parent.held)
    told = {"part": receivable.number, "amount": part}
    move(parent, "give_all_back" if unused else "give_back", by=by, reason=reason, payload=told, assigned=assigned)


@transaction.atomic
def confirm_fee(receivable: Receivable, *, by: User) -> Receivable:
    """The holder says that the fee for the days beyond day 60 has come. Source: PAY-12."""
    require(policies.may_confirm_fee(by, receivable))
    receivable = locked_receivable(receivable)
    if not receivable.fee or receivable.fee_paid_on is not None:
        raise WrongState(_("No fee is owed on this receivable."))
    if receivable.state in (R.REFUSED, R.CANCELLED):
        raise WrongState(_("No fee is owed on this receivable."))
    day = today()
    Receivable.objects.filter(pk=receivable.pk).update(fee_paid_on=day)
    receivable.fee_paid_on = day
    book_fee_paid(receivable.obligation, amount=receivable.fee, key=f"fee-paid:{receivable.uid}", on=day, by=by)
    record(receivable, "fee_paid", by=by, payload={"amount": receivable.fee})
    return receivable
