"""DO: what an upper app hands over to be paid: owed once, sent by a run, paid, or taken back. Source: domain 6.4, 15.

``owe`` and ``take_back`` are called by the services of upper apps inside their transactions; they ask nobody's leave:
whether it is owed has been decided there, by two people. Who pays it is decided by the payment run.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.services import move, move_many, record
from portal.clock import SEOUL, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.payments.models import Instruction, Payable, PaymentRun, Posting
from purchasing.payments.policies import payables as policies
from purchasing.payments.rules.postings import sides
from purchasing.payments.services.ledger import post, reverse
from purchasing.payments.states.ledger import Event
from purchasing.payments.states.payables import PayableState


@transaction.atomic
def owe(
    *,
    payer: Company,
    payee: Company,
    amount: Decimal,
    due: date,
    key: str,
    about: Model,
    text: str,
    by: User | None,
    currency: str = "KRW",
    apart: Iterable[User] = (),
) -> Payable:
    """``payer`` owes ``payee`` so much from now on, in both books. The same ``key`` again gives back the same payable.

    ``apart``: who decided that it is owed; none of them checks or releases the run that pays it (SOD-10, SOD-13).
    The next cash run whose day is not before ``due`` pays it, if the payer is the buyer. Announces
    ``payments.payable_owed{payable}`` now and ``payments.payable_paid{payable}`` when the bank has paid.
    """
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    if made_before := Payable.objects.filter(key=key).first():
        return _same(made_before, payer, payee, amount, currency)
    made = Payable(
        number=next_number("PYB"),
        payer=payer,
        payee=payee,
        amount=amount,
        currency=currency,
        due_on=due,
        key=key,
        thing_type=about._meta.label_lower,
        thing_id=str(about.pk),
        text=text[:140],
        made_by=by,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        if "key" not in str(fault):
            raise
        return _same(Payable.objects.get(key=key), payer, payee, amount, currency)
    made.apart.set(apart)
    _book(Event.PAYABLE, made, key=f"payable:{made.uid}", on=today(), by=by)
    told = {"payer": payer.number, "payee": payee.number, "amount": amount, "currency": currency, "due_on": due}
    record(made, "owed", by=by, reason=made.text, payload=told)
    announce("payments.payable_owed", payable=made.pk)
    return made


def _same(made: Payable, payer: Company, payee: Company, amount: Decimal, currency: str) -> Payable:
    if (made.payer_id, made.payee_id, made.amount, made.currency) != (payer.pk, payee.pk, amount, currency):
        raise WrongState(
            _("%(number)s already stands for this, with another amount or payee.") % {"number": made.number}
        )
    return made


@transaction.atomic
def take_back(payable: Payable, *, reason: str, by: User | None) -> Payable:
    """It is not owed after all. What is at the bank or paid is not taken back: claim it back instead."""
    if not reason.strip():
        raise RuleBroken(pgettext("payable", "Say why it is taken back."), field="reason")
    payable = _locked(payable)
    if payable.state != PayableState.OWED:
        raise WrongState(
            _("%(number)s is %(state)s: it cannot be taken back.")
            % {"number": payable.number, "state": payable.get_state_display()}
        )
    posting = Posting.objects.get(key=f"payable:{payable.uid}")
    move(payable, "take_back", by=by, reason=reason.strip(), why=reason.strip())
    reverse(posting, key=f"payable-back:{payable.uid}", reason=reason.strip(), by=by)
    announce("payments.payable_taken_back", payable=payable.pk)
    return payable


@transaction.atomic
def receive_payable(payable: Payable, *, paid_on: date, reference: str, by: User) -> Payable:
    """Finance has found on the account what is owed to the buyer: both books close it."""
    require(policies.may_receive_payable(by, payable))
    payable = _locked(payable)
    require(policies.may_receive_payable(by, payable))
    if not reference.strip():
        raise RuleBroken(_("Give the reference of the bank."), field="reference")
    first, last = payable.made_at.astimezone(SEOUL).date(), today()
    if not first <= paid_on <= last:
        raise RuleBroken(
            _("Between %(first)s and today, %(last)s: it is owed since then, and reported when it is paid.")
            % {"first": day_text(first, "day"), "last": day_text(last, "day")},
            field="paid_on",
        )
    ref = reference.strip()
    told = {"paid_on": paid_on, "reference": ref}
    move(payable, "receive", by=by, payload=told, paid_on=paid_on, reference=ref, received_by=by)
    _book(Event.PAYABLE_RECEIVED, payable, key=f"payable-received:{payable.uid}", on=paid_on, by=by)
    announce("payments.payable_paid", payable=payable.pk)
    return payable


def _locked(payable: Payable) -> Payable:
    return Payable.objects.select_for_update(of=("self",)).select_related("payer", "payee").get(pk=payable.pk)


def _book(event: Event, payable: Payable, *, key: str, on: date, by: User | None) -> Posting:
    books = {"payer": payable.payer_id, "payee": payable.payee_id}
    made = sides(event, books=books, amounts={"amount": payable.amount}, currency=payable.currency)
    return post(event, key=key, on=on, sides=made, about=payable, text=payable.number, by=by)


# What runs do with them; the rows are locked by the caller ------------------------------------------------------------
def payables_sent(instructions: Sequence[int], *, run: PaymentRun) -> None:
    """These payments of a run go to the bank, and with them the payables they pay."""
    rows = Instruction.objects.filter(pk__in=instructions, payable__isnull=False)
    move_many(Payable, sorted(rows.values_list("payable", flat=True)), "send", by=None, about=run)


def payables_paid(rows: Iterable[Instruction], *, on: date) -> None:
    """The bank has paid."""
    for each in rows:
        if each.payable is not None:
            told = {"paid_on": on, "run": each.run.number}
            move(each.payable, "pay", by=None, payload=told, paid_on=on, reference=each.end_to_end)
            announce("payments.payable_paid", payable=each.payable.pk)


def payable_rejected(each: Instruction, *, reason: str) -> None:
    """The bank did not pay: it is owed again."""
    if each.payable is not None:
        move(each.payable, "reject", by=None, reason=reason or each.end_to_end)
        announce("payments.payable_owed_again", payable=each.payable.pk)
