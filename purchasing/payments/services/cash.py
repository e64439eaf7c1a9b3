"""DO: a payment that went past the portal's runs: the payer reports it, the payee confirms or denies it."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.transactions import again_when_crossed
from purchasing.payments.models import CashPayment, LateInterest, Obligation
from purchasing.payments.policies import obligations as policies
from purchasing.payments.services.covering import locked_obligation
from purchasing.payments.services.interest import accrue_interest
from purchasing.payments.services.obligations import close_if_paid
from purchasing.payments.services.postings import book_cash_between, book_late_interest_paid
from purchasing.payments.states import CashState, ObligationState, PaidFor


@transaction.atomic
def report_cash_payment(
    obligation: Obligation,
    *,
    amount: Decimal,
    paid_on: date,
    reference: str,
    key: str,
    by: User,
    paid_for: str = PaidFor.DEBT,
) -> CashPayment:
    """The payer says that it has paid: it counts when the payee has confirmed. The same ``key`` reports once."""
    require(policies.may_report_cash(by, obligation, paid_for))
    obligation = locked_obligation(obligation.pk)
    if made_before := CashPayment.objects.filter(obligation=obligation, key=key).first():
        if (made_before.amount, made_before.paid_on, made_before.paid_for) != (amount, paid_on, paid_for):
            raise WrongState(_("This key was already used for another payment: send the new one with a new key."))
        return made_before
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank: the payee looks for it."), field="reference")
    _check_day(obligation, paid_on)
    _check_amount(obligation, amount, paid_for)
    made = CashPayment(
        number=next_number("CSH"),
        obligation=obligation,
        paid_for=paid_for,
        currency=obligation.currency,
        amount=amount,
        paid_on=paid_on,
        reference=reference.strip(),
        key=key,
        reported_by=by,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        if "cash_payment_open_once" not in str(fault):
            raise
        raise WrongState(_("A reported payment of this debt still waits for the payee's word.")) from fault
    payload = {"amount": amount, "paid_on": paid_on, "paid_for": paid_for}
    record(made, "reported", by=by, payload=payload)
    record(obligation, "payment_reported", by=by, payload={"payment": made.number, **payload})
    announce("payments.cash_reported", payment=made.pk)
    return made


def _check_day(obligation: Obligation, paid_on: date) -> None:
    now = today()
    if paid_on > now:
        raise RuleBroken(
            _("Today is %(day)s: what is paid later is reported when it is paid.") % {"day": day_text(now, "day")},
            field="paid_on",
        )
    first = min(obligation.base_on, obligation.invoice.issued_on)
    if paid_on < first:
        raise RuleBroken(
            _("This debt exists since %(day)s: it was not paid before.") % {"day": day_text(first, "day")},
            field="paid_on",
        )


def _check_amount(obligation: Obligation, amount: Decimal, paid_for: str) -> None:
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if obligation.currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    if paid_for == PaidFor.INTEREST:
        row = LateInterest.objects.filter(obligation=obligation).first()
        left = row.left if row is not None else Decimal(0)
        words = _("%(left)s of late interest is owed now, not %(amount)s.")
    else:
        if obligation.state != ObligationState.OPEN:
            words = _("%(number)s is %(state)s: nothing of it is paid in cash now.")
            raise WrongState(words % {"number": obligation.number, "state": obligation.get_state_display()})
        left = obligation.left
        words = _("%(left)s of this debt is still to be paid, not %(amount)s.")
    if amount > left:
        told = {"left": money_full(left, obligation.currency), "amount": money_full(amount, obligation.currency)}
        raise RuleBroken(words % told, field="amount")


@again_when_crossed
@transaction.atomic
def confirm_cash_payment(payment: CashPayment, *, by: User) -> CashPayment:
    """The payee has the money: debt and books follow; late interest is counted up to the day of payment."""
    require(policies.may_answer_cash(by, payment))
    obligation = locked_obligation(payment.obligation_id)
    payment = CashPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.state != CashState.REPORTED:
        raise WrongState(_("This payment has already been answered. Reload the page."))
    _check_amount(obligation, payment.amount, payment.paid_for)
    move(payment, "confirm", by=by, answered_by=by, answered_at=db_now())
    told = {"payment": payment.number, "amount": payment.amount, "paid_on": payment.paid_on}
    if payment.paid_for == PaidFor.INTEREST:
        row = LateInterest.objects.select_for_update(of=("self",)).get(obligation=obligation)
        LateInterest.objects.filter(pk=row.pk).update(paid=row.paid + payment.amount)
        book_late_interest_paid(obligation, amount=payment.amount, key=f"interest:{payment.uid}", by=by)
        record(obligation, "interest_paid", by=by, payload=told)
    else:
        paid = obligation.paid + payment.amount
        Obligation.objects.filter(pk=obligation.pk).update(paid=paid)
        obligation.paid = paid
        record(obligation, "paid_in_cash", by=by, payload=told)
        book_cash_between(obligation, amount=payment.amount, key=f"cash:{payment.uid}", by=by)
        confirmed = CashPayment.objects.filter(obligation=obligation, state=CashState.CONFIRMED, paid_for=PaidFor.DEBT)
        close_if_paid(obligation, on=max(confirmed.values_list("paid_on", flat=True)), by=by)
        accrue_interest(obligation)
    announce("payments.cash_confirmed", payment=payment.pk)
    return payment


@transaction.atomic
def deny_cash_payment(payment: CashPayment, *, reason: str, by: User) -> CashPayment:
    """The payee has not received it: nothing changes, the payer and compliance are told."""
    require(policies.may_answer_cash(by, payment))
    if not reason.strip():
        raise RuleBroken(_("Say what you looked for: the payer reads it."), field="reason")
    payment = CashPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if payment.state != CashState.REPORTED:
        raise WrongState(_("This payment has already been answered. Reload the page."))
    CashPayment.objects.filter(pk=payment.pk).update(reason=reason.strip())
    payment.reason = reason.strip()
    move(payment, "deny", by=by, reason=reason.strip(), answered_by=by, answered_at=db_now())
    record(payment.obligation, "payment_denied", by=by, reason=reason.strip(), payload={"payment": payment.number})
    announce("payments.cash_denied", payment=payment.pk)
    return payment


@transaction.atomic
def withdraw_cash_payment(payment: CashPayment, *, by: User) -> CashPayment:
    """The payer reported it by mistake."""
    require(policies.may_withdraw_cash(by, payment))
    payment = CashPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    move(payment, "withdraw", by=by, answered_by=by, answered_at=db_now())
    announce("payments.cash_withdrawn", payment=payment.pk)
    return payment
