"""DO: an approved invoice becomes a debt; it is held, let go, credited; its days change. Source: domain 4.2, 4.4."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.contracts.models import Contract, CreditNote, Invoice
from purchasing.contracts.queries import is_held, open_hold
from purchasing.contracts.states import CreditState, InvoiceKind, InvoiceState, PayMethod
from purchasing.payments.models import Obligation, Posting, Receivable
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.queries.obligations import debts_below, paid_above
from purchasing.payments.queries.receivables import creditable_won
from purchasing.payments.rules.deadlines import Deadline, deadline, is_the_same_work
from purchasing.payments.rules.obligations import credit_parts, parts
from purchasing.payments.services.covering import locked_obligation
from purchasing.payments.services.postings import book_credit, book_invoice
from purchasing.payments.services.receivables import draft_receivable
from purchasing.payments.services.requests import credit_receivables
from purchasing.payments.states import ObligationState, Part, ReceivableState

O = ObligationState  # noqa: E741 (as in the states)
ZERO = Decimal(0)


@transaction.atomic
def raise_obligations(invoice: Invoice, *, by: User | None = None) -> list[Obligation]:
    """What an approved invoice makes owed: one debt, or under win-win payment the amount and beside it the VAT in cash.

    Asked again it gives what was made. The books say so (E1); the buyer's win-win debts get their receivable's draft.
    """
    contract = (
        Contract.objects.select_for_update(of=("self",)).select_related("payer", "payee").get(pk=invoice.contract_id)
    )
    invoice = Invoice.objects.select_related("decided_by").get(pk=invoice.pk)
    invoice.contract = contract
    if Posting.objects.filter(key=f"invoice:{invoice.uid}").exists():
        return list(invoice.obligations.order_by("pk"))
    if invoice.state != InvoiceState.APPROVED:
        raise WrongState(_("Only an approved invoice is owed."))
    dates = _dates(invoice, contract)
    made = [
        _make(invoice, contract, part, method, amount, dates)
        for part, method, amount in parts(
            net=invoice.net, vat=invoice.vat, advance_used=invoice.advance_used, method=contract.method
        )
    ]
    book_invoice(invoice, made, by=by or invoice.decided_by)
    for each in made:
        announce("payments.obligation_raised", obligation=each.pk)
    if is_held(invoice):
        hold_obligations(invoice)
    for each in made:
        if each.method == PayMethod.WINWIN and contract.payer.is_buyer and each.pay_on > today():
            draft_receivable(each)
    return made


def _dates(invoice: Invoice, contract: Contract) -> Deadline:
    advance = invoice.kind == InvoiceKind.ADVANCE
    above = paid_above(contract, base_on=invoice.base_on, advance=advance)
    return deadline(
        invoice.base_on,
        agreed_days=contract.agreed_days,
        upstream_on=max(above.on, invoice.base_on) if above else None,
        closed=bank_closed(),
    )


def _make(invoice: Invoice, contract: Contract, part: str, method: str, amount: Decimal, dates: Deadline) -> Obligation:
    made = Obligation.objects.create(
        number=next_number("OBL"),
        invoice=invoice,
        contract=contract,
        part=part,
        method=method,
        payer=contract.payer,
        payee=contract.payee,
        tier=contract.tier,
        currency=invoice.currency,
        amount=amount,
        base_on=invoice.base_on,
        due_agreed=dates.agreed,
        due_legal=dates.legal,
        due_upstream=dates.upstream,
        due_on=dates.due_on,
        pay_on=dates.pay_on,
    )
    payload = {"amount": amount, "base_on": invoice.base_on, "due_on": dates.due_on, "rule": dates.rule}
    record(made, "raised", by=invoice.decided_by, payload=payload)
    return made


# Held, let go ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def hold_obligations(invoice: Invoice) -> int:
    """The invoice is held: what of it is still to be paid waits; what the bank already has does not. Days run on."""
    hold = open_hold(invoice)
    if hold is None:
        return 0
    held = 0
    for each in _locked_of(invoice, O.OPEN):
        if not each.left:
            continue
        move(each, "hold", by=hold.placed_by, reason=hold.text, payload={"cause": hold.cause})
        announce("payments.obligation_held", obligation=each.pk)
        held += 1
    return held


@transaction.atomic
def release_obligations(invoice: Invoice, *, by: User | None = None) -> int:
    """The hold was lifted: it is paid with the next run."""
    if is_held(invoice):
        return 0
    let_go = 0
    for each in _locked_of(invoice, O.HELD):
        move(each, "release", by=by)
        if not each.left and (paid_on := each.instructions.aggregate(day=Max("paid_on"))["day"]):
            close_if_paid(each, on=paid_on, by=by)
        announce("payments.obligation_released", obligation=each.pk)
        let_go += 1
    return let_go


def _locked_of(invoice: Invoice, state: str) -> list[Obligation]:
    rows = Obligation.objects.select_for_update(of=("self",)).filter(invoice=invoice, state=state)
    return list(rows.select_related("payer", "payee").order_by("pk"))


# Credit notes ---------------------------------------------------------------------------------------------------------
def check_credit(invoice: Invoice, net: Decimal, vat: Decimal) -> None:
    """Refuse a credit note on what was paid or used: only what is unpaid, or stands on an unused receivable, shrinks.

    Entered into the registry of contracts; called in the transaction that confirms the note.
    """
    debts = {each.part: each for each in invoice.obligations.select_for_update(of=("self",)).order_by("pk")}
    if not debts:
        raise RuleBroken(_("This invoice is not owed yet: wait a moment and try again."), field="net")
    for part, amount in credit_parts(sorted(debts), net=net, vat=vat):
        debt = debts.get(part)
        can = creditable_won(debt) if debt is not None else ZERO
        if amount > can:
            words = _("Of %(number)s only %(can)s is neither paid nor used: %(amount)s cannot be credited any more.")
            told = {
                "number": debt.number if debt is not None else invoice.number,
                "can": money_full(can, invoice.currency),
                "amount": money_full(amount, invoice.currency),
            }
            raise RuleBroken(words % told, field="net")


@transaction.atomic
def credit_obligations(note: CreditNote, *, by: User | None = None) -> None:
    """A confirmed credit note: first what is still to be paid shrinks, then the unused face of what covers it.

    Entered into the registry of contracts; called in the transaction that confirms the note.
    """
    invoice = Invoice.objects.select_related("contract__payer").get(pk=note.invoice_id)
    key = f"credit:{note.uid}"
    if note.state != CreditState.NOTED or Posting.objects.filter(key=key).exists():
        return
    kinds = sorted(invoice.obligations.values_list("part", flat=True))
    face = ZERO
    for part, amount in credit_parts(kinds, net=note.net, vat=note.vat):
        debt = locked_obligation(invoice.obligations.get(part=part).pk)
        beyond = max(amount - debt.left, ZERO)
        if beyond:
            credit_receivables(debt, amount_won=beyond, reason=note.reason, by=by)
            face += beyond
        _take_off(locked_obligation(debt.pk), amount, note, by=by)
    book_credit(invoice, net=note.net, vat=note.vat, face=face, key=key, about=note, by=by)


def _take_off(debt: Obligation, amount: Decimal, note: CreditNote, *, by: User | None) -> None:
    credited = debt.credited + amount
    told = {"credit_note": note.number, "amount": amount}
    left = debt.left - amount
    if left or debt.state == O.COVERED:
        Obligation.objects.filter(pk=debt.pk).update(credited=credited)
        debt.credited = credited
        record(debt, "credited", by=by, reason=note.reason, payload=told)
        follow_draft(debt, by=by)
        return
    if debt.state == O.HELD and (debt.covered or debt.paid):
        move(debt, "release", by=by, reason=note.reason)
    if debt.covered:
        move(debt, "cover", by=by, reason=note.reason, payload=told, credited=credited)
    elif debt.paid:
        Obligation.objects.filter(pk=debt.pk).update(credited=credited)
        debt.credited = credited
        record(debt, "credited", by=by, reason=note.reason, payload=told)
        close_if_paid(debt, on=today(), by=by)
    else:
        move(debt, "cancel", by=by, reason=note.reason, payload=told, credited=credited)
        announce("payments.obligation_cancelled", obligation=debt.pk)
    follow_draft(debt, by=by)


def follow_draft(debt: Obligation, *, by: User | None) -> None:
    """A receivable that is only a draft follows its debt: in amount, in day, or out."""
    for draft in Receivable.objects.filter(obligation=debt, state=ReceivableState.DRAFT):
        if not debt.left:
            move(draft, "cancel", by=by, reason=debt.number)
            announce("payments.receivable_cancelled", receivable=draft.pk)
        elif (draft.face, draft.matures_on) != (debt.left, debt.pay_on):
            Receivable.objects.filter(pk=draft.pk).update(face=debt.left, matures_on=debt.pay_on)
            record(draft, "redrafted", by=by, payload={"face": debt.left, "matures_on": debt.pay_on})


def close_if_paid(debt: Obligation, *, on: date, by: User | None) -> bool:
    """With nothing left and nothing on its way to the bank it is paid; covered parts wait for their receivable."""
    from_bank = debt.instructions.filter(state="posted").exists()
    if debt.state != O.OPEN or debt.left or from_bank:
        return False
    if debt.covered:
        move(debt, "cover", by=by)
        return True
    move(debt, "pay", by=by, paid_on=on)
    announce("payments.obligation_paid", obligation=debt.pk)
    return True


# Days -----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def pass_limit_down(obligation: Obligation) -> int:
    """Money came from above: what its payee owes for the same work is due within fifteen days. Source: SFA 13(3)."""
    if obligation.state != O.PAID or obligation.paid_on is None or obligation.part == Part.VAT:
        return 0
    closed = bank_closed()
    sooner = 0
    for each in debts_below(obligation):
        below = locked_obligation(each.pk)
        same = is_the_same_work(
            base_on=below.base_on,
            advance=each.invoice.kind == InvoiceKind.ADVANCE,
            above_base_on=obligation.base_on,
            above_advance=obligation.invoice.kind == InvoiceKind.ADVANCE,
        )
        if not same:
            continue
        day = deadline(
            below.base_on,
            agreed_days=each.contract.agreed_days,
            upstream_on=max(obligation.paid_on, below.base_on),
            closed=closed,
        )
        if day.upstream is None or (below.due_upstream is not None and below.due_upstream <= day.upstream):
            continue
        change = {"due_upstream": day.upstream}
        if day.due_on < below.due_on:
            change |= {"due_on": day.due_on, "pay_on": min(day.pay_on, below.pay_on)}
            sooner += 1
        set_days(below, change, why="upstream", about=obligation.number)
    return sooner


def set_days(
    obligation: Obligation, change: dict[str, Any], *, why: str, about: str = "", by: User | None = None
) -> None:
    """Days of a locked debt change, with what they were in the trail; the people of both sides are told."""
    before = {name: getattr(obligation, name) for name in change}
    Obligation.objects.filter(pk=obligation.pk).update(**change)
    for name, value in change.items():
        setattr(obligation, name, value)
    payload = {"before": {name: str(value) for name, value in before.items()}, "after": change, "about": about}
    record(obligation, "rescheduled", by=by, reason=why, payload=payload)
    follow_draft(obligation, by=by)
    if "pay_on" in change:
        announce("payments.obligation_rescheduled", obligation=obligation.pk, why=why)


def locked_obligations(pks: Iterable[int]) -> list[Obligation]:
    """Several, locked in order of their ids."""
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk")
    return list(rows.select_related("payer", "payee", "contract"))
