"""DO: direct payment: asked for, checked, the contractor heard, decided, paid; both debts shrink. Source: PAY-15."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after, next_business_day
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.transactions import again_when_crossed
from purchasing.payments.models import DirectPayment, Instruction, Obligation
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries.obligations import instalments_unpaid, upper_debts
from purchasing.payments.queries.runs import at_the_bank, granted_of
from purchasing.payments.rules.deadlines import DECISION_DAYS, EVIDENCE_DAYS
from purchasing.payments.services.interest import accrue_interest
from purchasing.payments.services.obligations import close_if_paid, follow_draft, locked_obligations
from purchasing.payments.services.postings import book_direct
from purchasing.payments.states import DirectCause, DirectState, ObligationState

LEAST_INSTALMENTS = 2  # SFA 14(1)3


@transaction.atomic
def request_direct_payment(
    lower: Obligation,
    *,
    cause: str,
    amount: Decimal,
    text: str,
    uploads: Iterable[UploadedFile],
    key: str,
    by: User,
) -> DirectPayment:
    """The firm below asks the buyer to pay it directly, with its evidence. The same ``key`` asks once."""
    require(policies.may_request_direct(by, lower))
    [lower] = locked_obligations([lower.pk])
    if made_before := DirectPayment.objects.filter(lower=lower, key=key).first():
        return made_before
    uploads = list(uploads)
    if not uploads:
        raise RuleBroken(
            _("Attach the evidence: the unpaid invoice, the agreement, the order of the court."), field="files"
        )
    if not text.strip():
        raise RuleBroken(_("Say what has happened, with days and amounts."), field="text")
    _check_cause(lower, cause)
    _check_left(lower, amount)
    upper = upper_debts(lower).first()
    if upper is None:
        raise RuleBroken(_("The buyer owes your contractor nothing under this contract: it cannot pay you instead."))
    made = DirectPayment(
        number=next_number("DIR"),
        cause=cause,
        lower=lower,
        upper=upper,
        currency=lower.currency,
        amount=amount,
        text=text.strip(),
        evidence_by=business_days_after(today(), EVIDENCE_DAYS),
        key=key,
        requested_by=by,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        if "direct_open_once" not in str(fault):
            raise
        raise WrongState(_("A request for this debt is already being dealt with.")) from fault
    for upload in uploads:
        made.files.add(store_upload(upload, company=by.company, by=by))
    payload = {"cause": cause, "amount": amount, "files": len(uploads), "evidence_by": made.evidence_by}
    record(made, "requested", by=by, payload=payload)
    record(lower, "direct_requested", by=by, payload={"case": made.number, "amount": amount})
    announce("payments.direct_requested", case=made.pk)
    return made


def _check_cause(lower: Obligation, cause: str) -> None:
    if cause not in DirectCause.values:
        raise RuleBroken(_("Choose why you ask."), field="cause")
    if cause != DirectCause.UNPAID:
        return
    unpaid = instalments_unpaid(lower, today())
    if unpaid < LEAST_INSTALMENTS:
        raise RuleBroken(
            _("%(count)s of this contractor's payments to you is late; the law asks for %(least)s.")
            % {"count": unpaid, "least": LEAST_INSTALMENTS},
            field="cause",
        )


def _check_left(debt: Obligation, amount: Decimal) -> None:
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if debt.currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    if debt.state not in (ObligationState.OPEN, ObligationState.HELD) or amount > debt.left:
        raise RuleBroken(
            _("Of %(number)s only %(left)s is still to be paid.")
            % {"number": debt.number, "left": money_full(debt.left, debt.currency)},
            field="amount",
        )


def _locked(case: DirectPayment) -> DirectPayment:
    """With both debts locked before it, the lower id first."""
    locked_obligations(pk for pk in (case.upper_id, case.lower_id) if pk is not None)
    rows = DirectPayment.objects.select_for_update(of=("self",))
    return rows.select_related("lower__payer", "lower__payee", "lower__contract", "upper__payer").get(pk=case.pk)


@transaction.atomic
def answer_direct_payment(
    case: DirectPayment, *, text: str, wages: Decimal, uploads: Iterable[UploadedFile], by: User
) -> DirectPayment:
    """The contractor is heard. So much as it proves to be unpaid wages of the firm is not paid (SFA 14(3))."""
    require(policies.may_answer_direct(by, case))
    uploads = list(uploads)
    if not text.strip():
        raise RuleBroken(_("Say what the buyer should know."), field="text")
    if wages < 0:
        raise RuleBroken(_("An amount cannot be negative. Write it without the minus sign."), field="wages")
    if wages and not uploads:
        raise RuleBroken(_("Attach the proof of the unpaid wages."), field="files")
    case = _locked(case)
    require(policies.may_answer_direct(by, case))
    if case.contractor_at is not None:
        raise WrongState(_("Your company has already answered."))
    if wages > case.amount:
        raise RuleBroken(
            _("%(amount)s are asked for: no more than that can be kept back for wages.")
            % {"amount": money_full(case.amount, case.currency)},
            field="wages",
        )
    change = {"contractor_text": text.strip(), "wages": wages, "contractor_at": db_now()}
    DirectPayment.objects.filter(pk=case.pk).update(**change)
    for upload in uploads:
        case.files.add(store_upload(upload, company=by.company, by=by))
    record(case, "contractor_heard", by=by, payload={"wages": wages, "files": len(uploads)})
    announce("payments.direct_answered", case=case.pk)
    case.refresh_from_db()
    return case


@transaction.atomic
def check_direct_payment(case: DirectPayment, *, by: User) -> DirectPayment:
    """The evidence is complete: from now on the buyer has its days to decide."""
    require(policies.may_check_direct(by, case))
    case = _locked(case)
    require(policies.may_check_direct(by, case))
    decide_by = next_business_day(today() + timedelta(days=DECISION_DAYS))
    move(case, "check", by=by, payload={"decide_by": decide_by}, checked_by=by, decide_by=decide_by)
    announce("payments.direct_checked", case=case.pk)
    return case


@transaction.atomic
def grant_direct_payment(case: DirectPayment, *, amount: Decimal, answer: str, by: User) -> DirectPayment:
    """The buyer pays directly: never more than is owed on both levels, nor what is proved to be unpaid wages."""
    require(policies.may_decide_direct(by, case))
    if not answer.strip():
        raise RuleBroken(_("Give the decision with its reasons: both firms read it."), field="answer")
    case = _locked(case)
    if case.state != DirectState.CHECKED:
        raise WrongState(_("This has been decided. Reload the page."))
    most = grantable(case)
    if amount <= 0 or amount > most:
        raise RuleBroken(
            _("At most %(most)s: what is owed on both levels, less unpaid wages of %(wages)s.")
            % {"most": money_full(most, case.currency), "wages": money_full(case.wages, case.currency)},
            field="amount",
        )
    if case.currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    changes: dict[str, Any] = {"granted": amount, "answer": answer.strip(), "decided_by": by}
    move(case, "grant", by=by, reason=answer.strip(), payload={"granted": amount}, **changes)
    announce("payments.direct_granted", case=case.pk)
    return case


def grantable(case: DirectPayment) -> Decimal:
    """The most that can be paid directly now."""
    upper = Decimal(0)
    if case.upper is not None and case.upper.state == ObligationState.OPEN:
        upper = case.upper.left - granted_of([case.upper.pk]).get(case.upper.pk, Decimal(0))
    return max(min(case.amount - case.wages, case.lower.left, upper), Decimal(0))


@transaction.atomic
def refuse_direct_payment(case: DirectPayment, *, answer: str, by: User) -> DirectPayment:
    """It is not paid directly, and this is why."""
    require(policies.may_decide_direct(by, case) or policies.may_check_direct(by, case))
    if not answer.strip():
        raise RuleBroken(_("Give the decision with its reasons: both firms read it."), field="answer")
    case = _locked(case)
    _not_at_the_bank(case)
    move(case, "refuse", by=by, reason=answer.strip(), answer=answer.strip(), decided_by=_decider(case, by))
    announce("payments.direct_refused", case=case.pk)
    return case


def _decider(case: DirectPayment, by: User) -> User | None:
    """Who checked the evidence and refuses at once is named as checker alone."""
    return None if case.checked_by_id == by.pk else by


@transaction.atomic
def withdraw_direct_payment(case: DirectPayment, *, by: User) -> DirectPayment:
    """The firm takes its request back."""
    require(policies.may_withdraw_direct(by, case))
    case = _locked(case)
    move(case, "withdraw", by=by)
    announce("payments.direct_withdrawn", case=case.pk)
    return case


@again_when_crossed
@transaction.atomic
def record_direct_payment(case: DirectPayment, *, paid_on: date, reference: str, by: User) -> DirectPayment:
    """Finance paid it outside the runs: what the buyer owes the contractor and the contractor the firm both shrink."""
    require(policies.may_pay_direct(by, case))
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank."), field="reference")
    now = today()
    if not case.requested_at.date() <= paid_on <= now:
        raise RuleBroken(
            _("The payment was made between the request and today, %(day)s.") % {"day": day_text(now, "day")},
            field="paid_on",
        )
    case = _locked(case)
    require(policies.may_pay_direct(by, case))
    _not_at_the_bank(case)
    granted, upper, lower = case.granted, case.upper, case.lower
    if granted is None or upper is None:
        raise WrongState(_("Nothing was granted."))
    if min(upper.left, lower.left) < granted or upper.state != ObligationState.OPEN:
        raise WrongState(
            _("%(upper)s and %(lower)s have shrunk below %(granted)s meanwhile: refuse the case with its reason.")
            % {"upper": upper.number, "lower": lower.number, "granted": money_full(granted, case.currency)}
        )
    changes: dict[str, Any] = {"paid_on": paid_on, "reference": reference.strip(), "paid_by": by}
    move(case, "pay", by=by, payload={"granted": granted, "paid_on": paid_on}, **changes)
    for debt in (upper, lower):
        Obligation.objects.filter(pk=debt.pk).update(paid=debt.paid + granted)
        debt.paid += granted
        record(debt, "paid_directly", by=by, payload={"case": case.number, "amount": granted})
    book_direct(upper, lower, amount=granted, key=f"direct:{case.uid}", by=by)
    _close_both(case, upper, lower, on=paid_on, by=by)
    return case


def pay_directly(payment: Instruction, *, on: date) -> None:
    """The bank has paid what a run sent to the firm below; debts and books were taken when it was sent. Locked before.

    Called in the transaction that reads the bank's word.
    """
    if payment.direct is None:
        raise ValueError(f"{payment.end_to_end} is no direct payment")
    case = _locked(payment.direct)
    if case.upper is None:
        raise WrongState(_("Nothing was granted."))
    told = {"granted": payment.amount, "paid_on": on, "run": payment.run.number}
    move(case, "pay", by=None, payload=told, paid_on=on, reference=payment.end_to_end)
    upper, lower = Obligation.objects.get(pk=case.upper.pk), Obligation.objects.get(pk=case.lower_id)
    for debt in (upper, lower):
        record(debt, "paid_directly", by=None, payload={"case": case.number, "amount": payment.amount})
    _close_both(case, upper, lower, on=on, by=None)


def _not_at_the_bank(case: DirectPayment) -> None:
    if (sent := at_the_bank(case)) is not None:
        raise WrongState(
            _("Run %(run)s has sent this payment to the bank: wait for the bank's answer.") % {"run": sent.run.number}
        )


def _close_both(case: DirectPayment, upper: Obligation, lower: Obligation, *, on: date, by: User | None) -> None:
    for debt in (upper, lower):
        if debt.state == ObligationState.HELD and not debt.left:
            move(debt, "release", by=by, reason=case.number)
        close_if_paid(debt, on=on, by=by)
        follow_draft(debt, by=by)
        accrue_interest(debt)
    announce("payments.direct_paid", case=case.pk)
