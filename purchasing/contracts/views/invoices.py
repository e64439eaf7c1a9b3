"""Doors of invoices: the list, one invoice, submitting, deciding; holds and credit notes."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, money_full
from portal.errors import WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import CreditForm, HoldForm, InvoiceFilter, InvoiceForm, ReasonForm, ReviewForm
from purchasing.contracts.models import CreditNote, Delivery, Hold, Invoice
from purchasing.contracts.queries.deliveries import DEAD
from purchasing.contracts.rules import advance_amount
from purchasing.contracts.rules.deliveries import vat_of
from purchasing.contracts.states import CreditState, InvoiceKind, InvoiceState
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.shown import Deed, contract_or_404, trail

PER_PAGE = 20
S = InvoiceState


def invoice_or_404(request: HttpRequest, number: str) -> Invoice:
    """The invoice, if the person may see it."""
    return get_object_or_404(queries.invoices_visible_to(request.user), number=number.upper()[:20])


def _at(invoice: Invoice, name: str = "invoice-detail") -> str:
    return reverse(f"contracts:{name}", args=[invoice.number])


@reads
def invoice_list(request: HttpRequest) -> HttpResponse:
    """What was asked for, what is held, what is approved."""
    form = InvoiceFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.invoices_listed_for(request.user, **given)
    if request.user.is_internal:
        form.fields.pop("side")
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for invoice in results:
        invoice.shows_price = queries.shows_prices(request.user, invoice.contract)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "to_invoice": list(queries.contracts_to_invoice(request.user)),
    }
    return page(request, "contracts/invoice_list.html", context, part="contracts/_invoice_results.html")


@reads
def invoice_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One invoice: what it asks for, from when the days count, what stops it."""
    invoice = invoice_or_404(request, number)
    services.note_look(invoice, [queries.sight(request.user, invoice.contract)], by=request.user)
    hold, deliveries = queries.open_hold(invoice), queries.deliveries_of_invoice(invoice)
    notes = queries.credit_notes_of(invoice)
    credited = sum((note.total for note in notes if note.state == CreditState.NOTED), start=invoice.net * 0)
    context = {
        "invoice": invoice,
        "contract": invoice.contract,
        "trail": trail(invoice.contract, invoice.number),
        "facts": _facts(invoice),
        "deeds": _deeds(request.user, invoice, hold, deliveries),
        "hold": hold,
        "holds": queries.holds_of(invoice),
        "deliveries": deliveries,
        "notes": [{"note": note, "deeds": _note_deeds(request.user, note)} for note in notes],
        "credited": credited,
        "left": invoice.payable - credited,
        "entries": timeline_of(invoice),
        "ubl_url": "" if invoice.state in DEAD else _at(invoice, "invoice-ubl"),
    }
    return page(request, "contracts/invoice_detail.html", context)


def _facts(invoice: Invoice) -> list[dict[str, Any]]:
    currency = invoice.currency
    base = {
        InvoiceKind.DELIVERY: _("the day of receipt, not of the invoice"),
        InvoiceKind.MILESTONE: _("the day on which the milestone was reached"),
        InvoiceKind.ADVANCE: _("the day of the invoice"),
    }
    note = base[InvoiceKind(invoice.kind)]
    if invoice.kind == InvoiceKind.DELIVERY and invoice.contract.billing_day:
        note = _("the fixed invoice day of the contract")
    vat = _("with VAT of %(vat)s") % {"vat": money_full(invoice.vat, currency)}
    return [
        {"label": _("Amount"), "value": money_full(invoice.total, currency), "note": vat},
        {"label": _("For"), "value": invoice.get_kind_display(), "note": invoice.contract.number},
        {"label": _("Days of payment count from"), "value": day_text(invoice.base_on, "day"), "note": note},
        {"label": _("Invoice number"), "value": invoice.supplier_no, "note": day_text(invoice.issued_on, "day")},
        {
            "label": _("From whom to whom"),
            "value": invoice.contract.payee.name,
            "note": f"→ {invoice.contract.payer.name}",
        },
    ]


def _deeds(user, invoice: Invoice, hold: Hold | None, deliveries: Sequence[Delivery]) -> list[Deed]:
    found: list[Deed] = []
    standing = invoice.state in (S.SUBMITTED, S.APPROVED)
    if invoice.state == S.SUBMITTED:
        if policies.may_decide_invoice(user, invoice):
            text = _("From your approval on it is owed, and paid by its due day.")
            url = _at(invoice, "invoice-approve")
            found.append(Deed("approve", _("Approve"), url, "circle-check", text, post=True, primary=True))
            found.append(Deed("refuse", _("Refuse with a reason"), _at(invoice, "invoice-refuse"), "circle-x"))
        if policies.may_cancel_invoice(user, invoice):
            found.append(Deed("cancel", _("Take it back"), _at(invoice, "invoice-cancel"), "ban", danger=True))
    if hold is not None:
        hold.invoice = invoice
        if policies.may_lift_hold(user, hold):
            found.append(Deed("lift", _("Lift the hold"), _at(invoice, "hold-lift"), "circle-check"))
            found.append(Deed("review", _("Keep it, with a new day"), _at(invoice, "hold-review"), "calendar"))
        for delivery in deliveries if user.company_id == invoice.payee_id else []:
            delivery.contract = invoice.contract
            if policies.may_add_paper(user, delivery):
                words = _("Add a document to %(number)s") % {"number": delivery.number}
                text = _("It answers the hold; who placed it is told.")
                url = reverse("contracts:delivery-detail", args=[delivery.number]) + "#papers"
                found.append(Deed(f"answer-{delivery.pk}", words, url, "upload", text, primary=True))
    elif standing and policies.may_place_hold(user, invoice):
        found.append(Deed("hold", _("Hold the payment"), _at(invoice, "hold-place"), "hourglass"))
    if invoice.state == S.APPROVED and policies.may_issue_credit_note(user, invoice):
        found.append(Deed("credit", _("Issue a credit note"), _at(invoice, "credit-issue"), "file-diff"))
    return found


def _note_deeds(user, note: CreditNote) -> list[Deed]:
    if note.state != CreditState.ISSUED:
        return []
    found: list[Deed] = []
    if policies.may_decide_credit_note(user, note):
        confirm = reverse("contracts:credit-confirm", args=[note.number])
        refuse = reverse("contracts:credit-refuse", args=[note.number])
        found.append(Deed("confirm", _("Confirm"), confirm, "circle-check", post=True, primary=True))
        found.append(Deed("refuse", _("Refuse with a reason"), refuse, "circle-x"))
    if policies.may_withdraw_credit_note(user, note):
        withdraw = reverse("contracts:credit-withdraw", args=[note.number])
        found.append(Deed("withdraw", _("Take it back"), withdraw, "ban", post=True))
    return found


# Submitting ----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def invoice_submit(request: HttpRequest, number: str) -> HttpResponse:
    """The payee asks for what was accepted, for a milestone, or for the advance (``?kind=``)."""
    contract = contract_or_404(request, number)
    require(policies.may_submit_invoice(request.user, contract))
    kinds = queries.invoice_kinds(contract)
    if not kinds and request.method != "POST":
        raise WrongState(_("Nothing is accepted that could be invoiced: a delivery is inspected first."))
    kind = request.GET.get("kind", "")
    if kind not in kinds:
        kind = next(iter(kinds), InvoiceKind.DELIVERY)
    deliveries = queries.deliveries_to_invoice(contract) if kind == InvoiceKind.DELIVERY else []
    milestones = queries.milestones_to_invoice(contract) if kind == InvoiceKind.MILESTONE else []
    net = sum((each.worth for each in deliveries), start=contract.value * 0)  # type: ignore[attr-defined]
    if kind == InvoiceKind.MILESTONE and milestones:
        net = milestones[0].amount
    if kind == InvoiceKind.ADVANCE:
        net = advance_amount(contract.value, contract.advance_rate, contract.currency)
    vat = vat_of(net, contract.vat_rate, contract.currency)[0] if kind != InvoiceKind.ADVANCE else net * 0
    form = InvoiceForm(
        posted(request),
        contract=contract,
        kind=kind,
        deliveries=deliveries,
        milestones=milestones,
        initial={
            "key": uuid4().hex,
            "deliveries": [each.number for each in deliveries],
            "milestone": str(milestones[0].uid) if milestones else "",
            "issued_on": page_now(request).astimezone(SEOUL).date(),
            "net": net or None,
            "vat": vat if net else None,
        },
    )
    others = [name for name in kinds if name != kind]
    text = _("The payer approves it or says what is wrong. The days of payment count from the receipt, not from today.")
    if kind == InvoiceKind.ADVANCE:
        text = _("The advance of the contract. It bears no VAT; the invoices for the deliveries use it up.")
    decision = Decision(
        title=_("Invoice for: %(kind)s") % {"kind": InvoiceKind(kind).label},
        text=text,
        verb=_("Submit the invoice"),
        done=_("The invoice is in. You are told when it is approved."),
        allowed=policies.may_submit_invoice(request.user, contract),
        do=lambda given: services.submit_invoice(contract, kind=kind, **form.given(), by=request.user),
        links=[
            (InvoiceKind(name).label, f"{reverse('contracts:invoice-submit', args=[contract.number])}?kind={name}")
            for name in others
        ],
        after=reverse("contracts:invoice-list"),
    )
    return decide(request, contract, decision, form)


@writes
def invoice_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Finance or an approver: from now on it is owed."""
    invoice = invoice_or_404(request, number)
    services.approve_invoice(invoice, by=request.user)
    messages.success(request, _("Approved: it is owed from now on."))
    return see(request, _at(invoice))


def _worded(request: HttpRequest, invoice: Invoice, decision: Decision, label: str) -> HttpResponse:
    return decide(request, invoice.contract, decision, ReasonForm(posted(request), label=label))


@writes(shows_form=True)
def invoice_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """It is wrong, and this is why."""
    invoice = invoice_or_404(request, number)
    decision = Decision(
        title=_("Refuse invoice %(no)s") % {"no": invoice.number},
        text=_("The supplier reads your reason and can send another. The days of payment go on counting meanwhile."),
        verb=_("Refuse"),
        done=_("Refused. The supplier is told why."),
        allowed=policies.may_decide_invoice(request.user, invoice),
        do=lambda given: services.refuse_invoice(invoice, reason=given["reason"], by=request.user),
        danger=True,
        back=_at(invoice),
    )
    return _worded(request, invoice, decision, _("What is wrong"))


@writes(shows_form=True)
def invoice_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The payee takes it back."""
    invoice = invoice_or_404(request, number)
    decision = Decision(
        title=_("Take back invoice %(no)s") % {"no": invoice.number},
        text=_("Nobody has decided on it yet. Its deliveries can be invoiced again."),
        verb=_("Take it back"),
        done=_("The invoice is taken back."),
        allowed=policies.may_cancel_invoice(request.user, invoice),
        do=lambda given: services.cancel_invoice(invoice, reason=given["reason"], by=request.user),
        danger=True,
        back=_at(invoice),
    )
    return _worded(request, invoice, decision, _("Reason"))


# Holds ---------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def hold_place(request: HttpRequest, number: str) -> HttpResponse:
    """The payer stops the payment for now."""
    invoice = invoice_or_404(request, number)
    decision = Decision(
        title=_("Hold the payment of %(no)s") % {"no": invoice.number},
        text=_("The supplier reads the reason at once. The days of the law go on: late interest is owed after them."),
        verb=_("Hold it"),
        done=_("The payment is held, and the supplier knows why."),
        allowed=policies.may_place_hold(request.user, invoice),
        do=lambda given: services.place_hold(invoice, **given, by=request.user),
        danger=True,
        back=_at(invoice),
    )
    return decide(request, invoice.contract, decision, HoldForm(posted(request)))


def _hold_or_404(invoice: Invoice) -> Hold:
    hold = queries.open_hold(invoice)
    if hold is None:
        raise Http404
    hold.invoice = invoice
    return hold


@writes(shows_form=True)
def hold_review(request: HttpRequest, number: str) -> HttpResponse:
    """Looked at, and still needed."""
    invoice = invoice_or_404(request, number)
    hold = _hold_or_404(invoice)
    decision = Decision(
        title=_("Keep the hold on %(no)s") % {"no": invoice.number},
        text=_("The supplier is told that it is still needed, and why."),
        verb=_("Keep it"),
        done=_("Kept, with a new day."),
        allowed=policies.may_place_hold(request.user, invoice),
        do=lambda given: services.review_hold(hold, **given, by=request.user),
        back=_at(invoice),
    )
    return decide(request, invoice.contract, decision, ReviewForm(posted(request)))


@writes(shows_form=True)
def hold_lift(request: HttpRequest, number: str) -> HttpResponse:
    """The payment goes on."""
    invoice = invoice_or_404(request, number)
    hold = _hold_or_404(invoice)
    decision = Decision(
        title=_("Lift the hold on %(no)s") % {"no": invoice.number},
        text=_("It is paid with the next run, or on its due day."),
        verb=_("Lift it"),
        done=_("The hold is lifted."),
        allowed=policies.may_lift_hold(request.user, hold),
        do=lambda given: services.lift_hold(hold, reason=given["reason"], by=request.user),
        back=_at(invoice),
    )
    return _worded(request, invoice, decision, _("What has been put right"))


# Credit notes --------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def credit_issue(request: HttpRequest, number: str) -> HttpResponse:
    """The payee takes something off its own invoice."""
    invoice = invoice_or_404(request, number)
    decision = Decision(
        title=_("Credit note for %(no)s") % {"no": invoice.number},
        text=_("Only your company can reduce its claim. It counts when the payer has confirmed it."),
        verb=_("Issue it"),
        done=_("The credit note waits for its confirmation."),
        allowed=policies.may_issue_credit_note(request.user, invoice),
        do=lambda given: services.issue_credit_note(invoice, **given, by=request.user),
        back=_at(invoice),
    )
    today = page_now(request).astimezone(SEOUL).date()
    initial = {"key": uuid4().hex, "issued_on": today}
    return decide(
        request, invoice.contract, decision, CreditForm(posted(request), currency=invoice.currency, initial=initial)
    )


def _note_or_404(request: HttpRequest, number: str) -> CreditNote:
    return get_object_or_404(queries.credit_notes_visible_to(request.user), number=number.upper()[:20])


@writes
def credit_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The payer agrees."""
    note = _note_or_404(request, number)
    services.confirm_credit_note(note, by=request.user)
    messages.success(request, _("Confirmed: that much less is owed."))
    return see(request, _at(note.invoice))


@writes(shows_form=True)
def credit_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """The payer does not agree."""
    note = _note_or_404(request, number)
    decision = Decision(
        title=_("Refuse credit note %(no)s") % {"no": note.number},
        text=_("The supplier reads your reason and can issue another."),
        verb=_("Refuse"),
        done=_("Refused. The supplier is told why."),
        allowed=policies.may_decide_credit_note(request.user, note),
        do=lambda given: services.refuse_credit_note(note, reason=given["reason"], by=request.user),
        back=_at(note.invoice),
    )
    return _worded(request, note.invoice, decision, _("What is wrong"))


@writes
def credit_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The payee takes it back."""
    note = _note_or_404(request, number)
    services.withdraw_credit_note(note, by=request.user)
    messages.success(request, _("The credit note is taken back."))
    return see(request, _at(note.invoice))
