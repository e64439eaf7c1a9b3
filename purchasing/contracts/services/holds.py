"""DO: an invoice is held for a reason that the payee reads, looked at again, and let go; credit notes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries
from purchasing.contracts.models import CreditNote, Hold, Invoice
from purchasing.contracts.registry import credit_checks, credit_effects
from purchasing.contracts.rules import deliveries as rules
from purchasing.contracts.services.checks import locked
from purchasing.contracts.services.facts import measure_answer_to_hold
from purchasing.contracts.services.invoices import check_etax, written
from purchasing.contracts.states import CreditState, HoldCause, InvoiceKind, InvoiceState

LONGEST_HOLD_DAYS = 30  # until it is looked at again


def _locked(invoice: Invoice) -> Invoice:
    locked(invoice.contract)
    return Invoice.objects.select_for_update(of=("self",)).select_related("contract").get(pk=invoice.pk)


def _check_review(review_on: date) -> None:
    now = today()
    last = now + timedelta(days=LONGEST_HOLD_DAYS)
    if not now <= review_on <= last:
        raise RuleBroken(
            _("Between %(first)s and %(last)s: a hold is looked at again within %(days)s days.")
            % {"first": day_text(now, "day"), "last": day_text(last, "day"), "days": LONGEST_HOLD_DAYS},
            field="review_on",
        )


@transaction.atomic
def place_hold(invoice: Invoice, *, cause: str, text: str, review_on: date, by: User) -> Hold:
    """Stop the payment for now. The payee reads why; late interest goes on counting."""
    require(policies.may_place_hold(by, invoice))
    if cause not in HoldCause.values:
        raise RuleBroken(_("Choose why the invoice is held."), field="cause")
    if not text.strip():
        raise RuleBroken(_("Say why, in words that help the supplier to put it right."), field="text")
    _check_review(review_on)
    invoice = _locked(invoice)
    if invoice.state not in (InvoiceState.SUBMITTED, InvoiceState.APPROVED):
        raise WrongState(_("This invoice was refused or taken back: there is nothing to hold."))
    hold = Hold(invoice=invoice, cause=cause, text=text.strip(), review_on=review_on, placed_by=by)
    try:
        with transaction.atomic():
            hold.save()
    except IntegrityError as fault:
        if "hold_open_once" not in str(fault):
            raise
        raise WrongState(_("This invoice is already held.")) from fault
    record(invoice, "held", by=by, reason=hold.text, payload={"cause": cause, "review_on": review_on})
    announce("contracts.invoice_held", invoice=invoice.pk, hold=hold.pk)
    return hold


@transaction.atomic
def review_hold(hold: Hold, *, review_on: date, reason: str, by: User) -> Hold:
    """Looked at, and still needed: a new day, with its reason."""
    require(policies.may_place_hold(by, hold.invoice))
    if not reason.strip():
        raise RuleBroken(_("Say why the hold is still needed: the payee reads it."), field="reason")
    _check_review(review_on)
    _locked(hold.invoice)
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(review_on=review_on):
        raise WrongState(_("This hold has already been lifted."))
    hold.review_on = review_on
    record(hold.invoice, "hold_kept", by=by, reason=reason.strip(), payload={"review_on": review_on})
    announce("contracts.hold_kept", invoice=hold.invoice_id, hold=hold.pk)
    return hold


@transaction.atomic
def lift_hold(hold: Hold, *, reason: str, by: User) -> Hold:
    """The payment goes on."""
    require(policies.may_lift_hold(by, hold))
    if not reason.strip():
        raise RuleBroken(_("Say what has been put right."), field="reason")
    invoice = _locked(hold.invoice)
    lifted = {"lifted_by": by, "lifted_at": db_now(), "lift_reason": reason.strip()}
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(**lifted):
        raise WrongState(_("This hold has already been lifted."))
    hold.refresh_from_db()
    record(invoice, "hold_lifted", by=by, reason=reason.strip())
    announce("contracts.hold_lifted", invoice=invoice.pk, hold=hold.pk)
    return hold


@transaction.atomic
def issue_credit_note(
    invoice: Invoice,
    *,
    net: Decimal,
    vat: Decimal,
    reason: str,
    issued_on: date,
    key: str,
    by: User,
    etax_no: str = "",
) -> CreditNote:
    """The payee takes something off its approved invoice; it counts when the payer has confirmed it."""
    require(policies.may_issue_credit_note(by, invoice))
    invoice = _locked(invoice)
    if made_before := invoice.credit_notes.filter(key=key).first():
        if (made_before.net, made_before.vat, made_before.issued_on) != (net, vat, issued_on):
            raise WrongState(_("This key was already used for another credit note: send the new one with a new key."))
        return made_before
    if invoice.state != InvoiceState.APPROVED:
        raise WrongState(_("A credit note takes something off an approved invoice."))
    if not reason.strip():
        raise RuleBroken(_("Say what the credit note is for."), field="reason")
    if not invoice.issued_on <= issued_on <= today():
        raise RuleBroken(_("A credit note is issued after its invoice and not in the future."), field="issued_on")
    check_etax(etax_no.strip(), issued_on=issued_on)
    _check_amounts(invoice, net, vat)
    note = CreditNote(
        number=next_number("CRN"),
        invoice=invoice,
        etax_no=etax_no.strip(),
        issued_on=issued_on,
        currency=invoice.currency,
        net=net,
        vat=vat,
        reason=reason.strip(),
        key=key,
        issued_by=by,
    )
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as fault:
        if "credit_note_open_once" not in str(fault):
            raise
        raise WrongState(_("A credit note for this invoice still waits for its confirmation.")) from fault
    measure_answer_to_hold(invoice)
    record(note, "issued", by=by, reason=note.reason, payload={"invoice": invoice.number, "net": net, "vat": vat})
    announce("contracts.credit_note_issued", credit_note=note.pk)
    return note


def _check_amounts(invoice: Invoice, net: Decimal, vat: Decimal) -> None:
    if net <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="net")
    credited_net, credited_vat = queries.credited(invoice)
    left = invoice.net - credited_net
    if invoice.kind == InvoiceKind.ADVANCE:  # what other invoices have used up is paid work
        left = queries.advance_left(invoice.contract)
    if net > left:
        raise RuleBroken(
            _("%(left)s of this invoice are left to credit, not %(net)s.")
            % {"left": written(left), "net": written(net)},
            field="net",
        )
    right = rules.vat_of(net, invoice.vat / invoice.net if invoice.vat else Decimal(0), invoice.currency)
    whole = invoice.vat - credited_vat if net == left else None
    if vat not in (*right, whole):
        raise RuleBroken(
            _("The VAT on %(net)s is %(right)s, not %(vat)s.")
            % {
                "net": written(net),
                "right": written(whole if whole is not None else right[0]),
                "vat": written(vat),
            },
            field="vat",
        )


@transaction.atomic
def confirm_credit_note(note: CreditNote, *, by: User) -> CreditNote:
    """The payer's people agree; whoever keeps the money checks what is unpaid and unused, and takes it off."""
    require(policies.may_decide_credit_note(by, note))
    invoice = _locked(note.invoice)
    note = CreditNote.objects.select_related("invoice").get(pk=note.pk)
    if note.state == CreditState.ISSUED:
        _check_amounts(invoice, note.net, note.vat)
        for check in credit_checks:
            check(invoice, note.net, note.vat)
    move(note, "confirm", by=by, decided_by=by, decided_at=db_now())
    record(invoice, "credited", by=by, payload={"credit_note": note.number, "net": note.net, "vat": note.vat})
    for effect in credit_effects:
        effect(note, by=by)
    announce("contracts.credit_noted", credit_note=note.pk)
    return note


@transaction.atomic
def refuse_credit_note(note: CreditNote, *, reason: str, by: User) -> CreditNote:
    """The payer's people do not agree, and say why."""
    require(policies.may_decide_credit_note(by, note))
    if not reason.strip():
        raise RuleBroken(_("Say what is wrong with the credit note."), field="reason")
    _locked(note.invoice)
    decided: dict[str, Any] = {"decided_by": by, "decided_at": db_now(), "decision_reason": reason.strip()}
    move(note, "refuse", by=by, reason=reason.strip(), **decided)
    announce("contracts.credit_note_refused", credit_note=note.pk)
    return note


@transaction.atomic
def withdraw_credit_note(note: CreditNote, *, by: User) -> CreditNote:
    """The payee takes it back before it is confirmed."""
    require(policies.may_withdraw_credit_note(by, note))
    _locked(note.invoice)
    move(note, "withdraw", by=by, decided_by=by, decided_at=db_now())
    return note
