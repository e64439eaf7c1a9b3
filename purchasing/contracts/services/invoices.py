"""DO: the payee's invoice for accepted deliveries, a milestone or the advance; approved by who did not confirm it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

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
from purchasing.contracts.models import Contract, Delivery, Invoice, Milestone
from purchasing.contracts.rules import advance_amount
from purchasing.contracts.rules import deliveries as rules
from purchasing.contracts.services.checks import locked
from purchasing.contracts.services.facts import measure_resubmission
from purchasing.contracts.states import PAYABLE, ContractState, InvoiceKind, InvoiceState, MilestoneState

ZERO = Decimal(0)
CONTENT = ("kind", "supplier_no", "etax_no", "issued_on", "net", "vat", "milestone_id")  # of a repeated key


@transaction.atomic
def submit_invoice(
    contract: Contract,
    *,
    supplier_no: str,
    issued_on: date,
    net: Decimal,
    vat: Decimal,
    key: str,
    by: User,
    kind: str = InvoiceKind.DELIVERY,
    deliveries: Sequence[Delivery] = (),
    milestone: Milestone | None = None,
    etax_no: str = "",
) -> Invoice:
    """Ask for money: the amount is what was accepted, to the won. The same ``key`` asks once.

    The days of payment count from the earliest receipt it asks for, or from the fixed invoice day of the contract.
    """
    require(policies.may_submit_invoice(by, contract))
    contract = locked(contract)
    invoice = Invoice(
        contract=contract,
        kind=kind,
        milestone=milestone,
        payee_id=contract.payee_id,
        supplier_no=supplier_no.strip(),
        etax_no=etax_no.strip(),
        issued_on=issued_on,
        currency=contract.currency,
        net=net,
        vat=vat,
        key=key,
        submitted_by=by,
    )
    if made_before := Invoice.objects.filter(payee=contract.payee_id, key=key).first():
        return _same_invoice(made_before, invoice, deliveries)
    if contract.state not in queries.SIGNED:
        raise WrongState(_("Invoices are made under a signed contract."))
    _check_words(invoice)
    rows = list(Delivery.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in deliveries]))
    expected = _expected(invoice, rows)
    _check_amounts(invoice, expected)
    invoice.number = next_number("IVC")
    _insert(invoice)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(invoice=invoice)
    measure_resubmission(invoice, rows)
    payload = {"supplier_no": invoice.supplier_no, "net": net, "vat": vat, "deliveries": [row.number for row in rows]}
    record(invoice, "submitted", by=by, payload=payload)
    announce("contracts.invoice_submitted", invoice=invoice.pk)
    return invoice


def _same_invoice(made_before: Invoice, told: Invoice, deliveries: Sequence[Delivery]) -> Invoice:
    same = all(getattr(made_before, name) == getattr(told, name) for name in CONTENT)
    asked = {each.pk for each in queries.deliveries_of_invoice(made_before)}
    dead = made_before.state in queries.DEAD  # its deliveries are free again
    if (
        made_before.contract_id != told.contract_id
        or not same
        or not (dead or asked == {each.pk for each in deliveries})
    ):
        raise WrongState(_("This key was already used for another invoice: send the new one with a new key."))
    return made_before


def _check_words(invoice: Invoice) -> None:
    now = today()
    if not invoice.supplier_no:
        raise RuleBroken(_("Give the number that your company has given the invoice."), field="supplier_no")
    if invoice.issued_on > now:
        raise RuleBroken(
            _("Today is %(day)s: an invoice cannot be issued in the future.") % {"day": day_text(now, "day")},
            field="issued_on",
        )
    begins = min(filter(None, (invoice.contract.signed_on, invoice.contract.starts_on)))
    if invoice.issued_on < begins:
        raise RuleBroken(
            _("The contract runs from %(day)s: no invoice lies before.") % {"day": day_text(begins, "day")},
            field="issued_on",
        )
    check_etax(invoice.etax_no, issued_on=invoice.issued_on)


def check_etax(number: str, *, issued_on: date) -> None:
    """Refuse an approval number that cannot be one; none at all is taken."""
    if not number:
        return
    now = today()
    words = {
        "digits": _("An e-tax invoice has 24 digits; this has %(count)s characters."),
        "date": _("The first eight digits of an e-tax invoice are its day: %(day)s is none."),
        "early": _("This e-tax invoice is of %(day)s, before the invoice of %(issued)s."),
        "late": _("This e-tax invoice is of %(day)s: that day has not come yet."),
    }
    if fault := rules.etax_fault(number, issued_on=issued_on, today=now):
        told = {"count": len(number), "day": number[:8], "issued": day_text(issued_on, "day")}
        raise RuleBroken(words[fault] % told, field="etax_no")


def _expected(invoice: Invoice, rows: Sequence[Delivery]) -> Decimal:
    """What may be asked for; sets from when the days count."""
    match invoice.kind:
        case InvoiceKind.DELIVERY:
            return _for_deliveries(invoice, rows)
        case InvoiceKind.MILESTONE:
            return _for_milestone(invoice, rows)
        case InvoiceKind.ADVANCE:
            return _for_advance(invoice, rows)
    raise RuleBroken(_("Choose what the invoice is for."), field="kind")


def _for_deliveries(invoice: Invoice, rows: Sequence[Delivery]) -> Decimal:
    contract = invoice.contract
    if not rows:
        raise RuleBroken(_("Choose the deliveries that the invoice is for."), field="deliveries")
    bases = set()
    for row in sorted(rows, key=lambda each: each.pk):
        if row.contract_id != contract.pk:
            raise RuleBroken(_("%(no)s belongs to another contract.") % {"no": row.number}, field="deliveries")
        if row.invoice_id is not None:
            raise RuleBroken(_("%(no)s is already on another invoice.") % {"no": row.number}, field="deliveries")
        if row.state not in PAYABLE or row.base_on is None:
            raise RuleBroken(
                _("%(no)s is not accepted: it can be invoiced after its inspection.") % {"no": row.number},
                field="deliveries",
            )
        bases.add(rules.billing_base(row.base_on, contract.billing_day))
    if contract.billing_day is not None and len(bases) > 1:
        raise RuleBroken(
            _("These deliveries belong to the invoice days %(days)s: send one invoice for each.")
            % {"days": ", ".join(day_text(day, "day") for day in sorted(bases))},
            field="deliveries",
        )
    invoice.base_on = min(bases)
    return queries.worth_of([row.pk for row in rows])


def _for_milestone(invoice: Invoice, rows: Sequence[Delivery]) -> Decimal:
    milestone = invoice.milestone
    if rows or milestone is None or milestone.contract_id != invoice.contract_id:
        raise RuleBroken(_("Choose the milestone that the invoice is for."), field="milestone")
    if milestone.state != MilestoneState.CONFIRMED or milestone.reached_on is None:
        raise RuleBroken(_("This milestone is not confirmed yet."), field="milestone")
    invoice.base_on = milestone.reached_on
    return milestone.amount


def _for_advance(invoice: Invoice, rows: Sequence[Delivery]) -> Decimal:
    contract = invoice.contract
    if rows or invoice.milestone is not None:
        raise RuleBroken(_("An invoice for the advance names no delivery."), field="deliveries")
    if not contract.advance_rate:
        raise RuleBroken(_("The contract agrees on no advance."), field="kind")
    if standing := queries.advance_asked(contract):
        raise RuleBroken(_("The advance was asked for with %(no)s.") % {"no": standing.number}, field="kind")
    invoice.base_on = invoice.issued_on
    advance = advance_amount(contract.value, contract.advance_rate, contract.currency)
    _check_advance(contract, advance)
    return advance


def _check_advance(contract: Contract, advance: Decimal) -> None:
    """An advance is money for what is still to come."""
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("The contract has ended: there is nothing to pay in advance any more."))
    asked = queries.asked_for(contract) - queries.advance_used_by(contract)
    if asked + advance > contract.value:
        raise RuleBroken(
            _("%(asked)s of the %(value)s of the contract are invoiced already: no advance of %(advance)s is left.")
            % {"asked": written(asked), "value": written(contract.value), "advance": written(advance)},
            field="kind",
        )


def _use_advance(invoice: Invoice) -> None:
    """What the advance has paid of it; together with an advance that is still being decided on, no more than agreed."""
    contract, net = invoice.contract, invoice.net
    asked = queries.asked_for(contract)
    left = queries.advance_left(contract)
    if left:
        room = contract.value - asked - net if contract.state == ContractState.IN_FORCE else ZERO
        invoice.advance_used = rules.advance_used(
            net, rate=contract.advance_rate, left=left, room=room, currency=contract.currency
        )
    waiting = queries.advance_asked(contract)
    if waiting is None or waiting.state != InvoiceState.SUBMITTED:
        return
    total = waiting.net + asked + net
    if total > contract.value:
        raise RuleBroken(
            _(
                "Advance invoice %(no)s still waits: with it and this invoice %(total)s would be owed; the contract is "
                "worth %(value)s. Submit this invoice when the advance is decided on, or take the advance back."
            )
            % {"no": waiting.number, "total": written(total), "value": written(contract.value)},
            field="net",
        )


def _check_amounts(invoice: Invoice, expected: Decimal) -> None:
    contract, net, vat = invoice.contract, invoice.net, invoice.vat
    if net != expected:
        raise RuleBroken(
            _("What was accepted comes to %(expected)s, the invoice asks for %(net)s: the two must be equal.")
            % {"expected": written(expected), "net": written(net)},
            field="net",
        )
    right = (ZERO,) if invoice.kind == InvoiceKind.ADVANCE else rules.vat_of(net, contract.vat_rate, contract.currency)
    if vat not in right:
        if invoice.kind == InvoiceKind.ADVANCE:
            raise RuleBroken(_("An advance bears no VAT: it comes with the invoices for the deliveries."), field="vat")
        raise RuleBroken(
            _("The VAT of %(pct)s%% on %(net)s is %(right)s, not %(vat)s.")
            % {
                "pct": f"{contract.vat_rate * 100:.2f}".rstrip("0").rstrip("."),
                "net": written(net),
                "right": written(right[0]),
                "vat": written(vat),
            },
            field="vat",
        )
    if invoice.kind == InvoiceKind.ADVANCE:
        return
    total = queries.asked_for(contract) + net
    if total > contract.value:
        raise RuleBroken(
            _("With this invoice %(total)s would be asked for; the contract is worth %(value)s.")
            % {"total": written(total), "value": written(contract.value)},
            field="net",
        )
    _use_advance(invoice)


def written(amount: Decimal) -> str:
    """Grouped; cents only where there are some."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _insert(invoice: Invoice) -> None:
    told = {
        "invoice_number_once": ("supplier_no", _("Your company has already used this invoice number.")),
        "invoice_etax_once": ("etax_no", _("This e-tax invoice is already used for another invoice.")),
        "invoice_milestone_once": ("milestone", _("There is already an invoice for this milestone.")),
        "invoice_advance_once": ("kind", _("There is already an invoice for the advance.")),
    }
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as fault:
        name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None)
        if name not in told:
            raise
        field, words = told[name]
        raise RuleBroken(words, field=field) from fault


def _locked(invoice: Invoice) -> Invoice:
    found = Invoice.objects.select_for_update(of=("self",)).select_related("contract", "milestone")
    return found.get(pk=invoice.pk)


@transaction.atomic
def approve_invoice(invoice: Invoice, *, by: User) -> Invoice:
    """It is right: from now on it is owed."""
    require(policies.may_decide_invoice(by, invoice))
    contract = locked(invoice.contract)
    invoice = _locked(invoice)
    require(policies.may_decide_invoice(by, invoice))
    if invoice.kind == InvoiceKind.ADVANCE and invoice.state == InvoiceState.SUBMITTED:
        _check_advance(contract, invoice.net)
    move(
        invoice, "approve", by=by, payload={"net": invoice.net, "vat": invoice.vat}, decided_by=by, decided_at=db_now()
    )
    announce("contracts.invoice_approved", invoice=invoice.pk)
    return invoice


@transaction.atomic
def refuse_invoice(invoice: Invoice, *, reason: str, by: User) -> Invoice:
    """It is wrong, and this is why: its deliveries may be invoiced again. The days of payment go on counting."""
    require(policies.may_decide_invoice(by, invoice))
    if not reason.strip():
        raise RuleBroken(_("Say what is wrong with the invoice: the payee reads it."), field="reason")
    locked(invoice.contract)
    invoice = _locked(invoice)
    _free(invoice)
    Invoice.objects.filter(pk=invoice.pk).update(reason=reason.strip())
    move(invoice, "refuse", by=by, reason=reason.strip(), decided_by=by, decided_at=db_now())
    invoice.reason = reason.strip()
    announce("contracts.invoice_refused", invoice=invoice.pk)
    return invoice


@transaction.atomic
def cancel_invoice(invoice: Invoice, *, reason: str, by: User) -> Invoice:
    """The payee takes it back before anybody has decided on it."""
    require(policies.may_cancel_invoice(by, invoice))
    if not reason.strip():
        raise RuleBroken(_("Say why you take the invoice back."), field="reason")
    locked(invoice.contract)
    invoice = _locked(invoice)
    _free(invoice)
    move(invoice, "cancel", by=by, reason=reason.strip())
    announce("contracts.invoice_cancelled", invoice=invoice.pk)
    return invoice


def _free(invoice: Invoice) -> None:
    if invoice.state == InvoiceState.SUBMITTED:
        invoice.deliveries.update(invoice=None)
