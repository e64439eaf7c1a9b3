"""Doors of debts: the list, one debt with why it is due on its day, what was paid, what can be done now."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text, left_text, money_full
from portal.errors import Refused, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.sheets import Sheet, xlsx_answer
from portal.taking import taken
from purchasing.contracts.queries import invoices_visible_to, open_hold
from purchasing.contracts.services import note_look
from purchasing.payments.forms.obligations import CashForm, ObligationFilter, WhyForm, new_key
from purchasing.payments.models import CashPayment, LateInterest, Obligation
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import obligations as queries
from purchasing.payments.queries.amounts import sights
from purchasing.payments.rules.deadlines import LEGAL_DAYS, UPSTREAM_DAYS, days_late
from purchasing.payments.rules.interest import Reduction
from purchasing.payments.services import cash as services
from purchasing.payments.states import CashState, ObligationState, PaidFor

PER_PAGE = 30
MOST_ROWS = 5000
MOST_STEPS = 40


def today_of(request: HttpRequest) -> date:
    """The day in Korea on which the page is read."""
    return page_now(request).astimezone(SEOUL).date()


def beside(form: django_forms.Form, refusal: Refused) -> None:
    """A service's no beside its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def debt_or_404(request: HttpRequest, uid: UUID) -> Obligation:
    """The debt, if this person may see it."""
    return get_object_or_404(queries.obligations_visible_to(request.user), uid=uid)


def debt_url(debt: Obligation) -> str:
    """The address of its page."""
    return reverse("payments:obligation-detail", args=[debt.uid])


def _asked(request: HttpRequest):
    form = ObligationFilter(request.GET, inside=request.user.is_internal)
    given = form.given()
    found = queries.obligations_listed_for(
        request.user,
        today=today_of(request),
        state=given.get("state", ""),
        side=given.get("side", ""),
        tier=given.get("tier", ""),
        words=given.get("q", ""),
    )
    return form, given, found


def _row(request: HttpRequest, debt: Obligation, today: date) -> dict[str, Any]:
    unpaid = debt.state in queries.UNPAID
    late = days_late(debt.due_on, today) if unpaid else 0
    return {
        "debt": debt,
        "amount": debt.amount - debt.credited if queries.sees_amounts(request.user, debt) else None,
        "late": late,
        "beside": left_text(debt.due_on, page_now(request)) if unpaid else "",
    }


@reads
def obligation_list(request: HttpRequest) -> HttpResponse:
    """What is owed, the next one due first."""
    form, given, found = _asked(request)
    today = today_of(request)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "results": results,
        "rows": [_row(request, each, today) for each in results],
        "filtered": bool(given),
        "staff": request.user.is_internal,
        "query": request.GET.urlencode(),
    }
    return page(request, "payments/obligation_list.html", context, part="payments/_obligations.html")


@writes(shows_form=True)
def obligation_list_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook; an amount that the page hides is not in it."""
    _form, _given, found = _asked(request)
    name = f"obligations-{today_of(request):%Y%m%d}"
    return taken(
        request,
        lambda notes: xlsx_answer(name, _sheet(request, found, notes)),
        about=request.user.company,
        what=name,
        rows=min(found.count(), MOST_ROWS),
        trail=[(_("Obligations"), reverse("payments:obligation-list"))],
    )


def _sheet(request: HttpRequest, found, notes: list[str]) -> Sheet:
    today = today_of(request)
    head = [
        _("Number"), _("State"), _("Payer"), _("Payee"), _("Tier"), _("Contract"), _("Invoice"), _("Part"),
        _("Paid by"), _("Currency"), _("Amount"), _("Received on"), _("Agreed day"), _("Day 60"),
        _("15 days after money from above"), pgettext("obligation", "Due"), _("Bank day"), _("Paid on"), _("Days late"),
    ]  # fmt: skip
    rows = []
    for debt in found[:MOST_ROWS]:
        row = _row(request, debt, today)
        rows.append([
            debt.number, debt.get_state_display(), debt.payer.name, debt.payee.name, debt.tier, debt.contract.number,
            debt.invoice.supplier_no, str(debt.get_part_display()), str(debt.get_method_display()), debt.currency,
            row["amount"], debt.base_on, debt.due_agreed, debt.due_legal, debt.due_upstream, debt.due_on, debt.pay_on,
            debt.paid_on, row["late"],
        ])  # fmt: skip
    read = _("As of %(day)s") % {"day": day_text(page_now(request))}
    return Sheet(_("Obligations"), head, rows, notes=[read, *notes])


@reads
def obligation_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One debt: why it is due on its day, what was paid, what late interest has come to, what can be done."""
    return show(request, debt_or_404(request, uid))


def show(request: HttpRequest, debt: Obligation, status: int = 200, **typed: django_forms.Form) -> HttpResponse:
    """The page of a debt; forms that were not taken replace the empty ones."""
    user, today = request.user, today_of(request)
    seen = sights(user, [debt.contract], today)[debt.contract_id]
    amounts = bool(seen)
    note_look(debt, [seen], by=user)
    interest = queries.interest_of(debt)
    own = user.is_internal or user.company_id in (debt.payer_id, debt.payee_id)
    open_one = debt.state == ObligationState.OPEN
    hold = open_hold(debt.invoice) if debt.state == ObligationState.HELD else None
    pays = open_one and debt.left and policies.may_report_cash(user, debt)
    pays_interest = interest is not None and interest.left and policies.may_report_cash(user, debt, PaidFor.INTEREST)
    context = {
        "trail": [(_("Obligations"), reverse("payments:obligation-list")), (debt.number, "")],
        "debt": debt,
        "amounts": amounts,
        "facts": _facts(request, debt, amounts, today),
        "limits": _limits(debt),
        "late": days_late(debt.due_on, today) if debt.state in queries.UNPAID else 0,
        "hold": hold,
        "invoice_url": _invoice_url(user, debt) if hold else "",
        "interest": interest if amounts else None,
        "steps": _steps(interest) if interest is not None and amounts else [],
        "rate": f"{(interest.rate * 100).normalize():f}" if interest is not None else "",
        "payments": _payments(debt, user) if amounts else [],
        "cash_rows": [_cash_row(user, each, typed) for each in queries.cash_payments_of(debt)] if amounts else [],
        "cash_form": _cash_form(typed, "cash_form", debt, debt.left, today) if pays else None,
        "interest_form": _cash_form(typed, "interest_form", debt, interest.left, today) if pays_interest else None,
        "may_direct": debt.state in queries.OWED and debt.left and bool(policies.may_request_direct(user, debt)),
        "alerts": queries.alerts_of(debt)[:10] if own else [],
        "entries": timeline_of(debt) if user.is_internal and amounts else None,
    }
    return page(request, "payments/obligation_detail.html", context, status=status)


def _steps(interest: LateInterest) -> list[dict[str, Any]]:
    """The latest accruals with their calculation."""
    return [
        {
            "step": each,
            "spells": [{"principal": Decimal(spell["principal"]), "days": spell["days"]} for spell in each.spells],
        }
        for each in interest.steps.all()[:MOST_STEPS]
    ]


def _cash_form(typed, name: str, debt: Obligation, left: Decimal, today: date) -> django_forms.Form:
    if name in typed:
        return typed[name]
    start = {"amount": left, "paid_on": today, "key": new_key()}
    return CashForm(initial=start, currency=debt.currency, auto_id=f"id_{name}_%s")


def _facts(request: HttpRequest, debt: Obligation, amounts: bool, today: date) -> list[dict[str, Any]]:
    hidden = _("shown only while both sides consent")
    whole = money_full(debt.amount - debt.credited, debt.currency) if amounts else "—"
    facts = [
        {"label": _("Payer"), "value": debt.payer.name, "note": _("tier %(n)s") % {"n": debt.tier}},
        {"label": _("Payee"), "value": debt.payee.name, "note": debt.contract.number},
        {"label": _("Amount"), "value": whole, "note": str(debt.get_method_display()) if amounts else hidden},
    ]
    if amounts and debt.left != debt.amount - debt.credited:
        facts.append({"label": _("Still to be paid"), "value": money_full(debt.left, debt.currency), "note": ""})
    if debt.paid_on:
        used = (debt.paid_on - debt.base_on).days
        words = ngettext("day %(n)s of 60", "day %(n)s of 60", used) % {"n": used}
        facts.append({"label": _("Paid on"), "value": day_text(debt.paid_on, "day"), "note": words})
    else:
        note = left_text(debt.due_on, page_now(request)) if debt.state in queries.UNPAID else ""
        facts.append({"label": pgettext("obligation", "Due"), "value": day_text(debt.due_on, "day"), "note": note})
        facts.append({"label": _("Bank day"), "value": day_text(debt.pay_on, "day"), "note": _("or the one before")})
    return facts


def _limits(debt: Obligation) -> list[dict[str, Any]]:
    """Each limit with its own numbers; the earliest decides."""
    days = debt.contract.agreed_days
    rows = [
        {
            "name": _("Agreed in the contract"),
            "how": _("%(base)s + %(days)s days") % {"base": day_text(debt.base_on, "day"), "days": days},
            "day": debt.due_agreed,
        },
        {
            "name": _("Day 60 of the law, whether inspected or not"),
            "how": _("%(base)s + %(days)s days") % {"base": day_text(debt.base_on, "day"), "days": LEGAL_DAYS},
            "day": debt.due_legal,
        },
    ]
    if debt.due_upstream is not None:
        came = debt.due_upstream.toordinal() - UPSTREAM_DAYS
        start = day_text(date.fromordinal(came), "day")
        rows.append(
            {
                "name": _("15 days after the payer was paid for the same work"),
                "how": _("%(base)s + %(days)s days") % {"base": start, "days": UPSTREAM_DAYS},
                "day": debt.due_upstream,
            }
        )
    for row in rows:
        row["decides"] = row["day"] == debt.due_on
    return rows


def _invoice_url(user, debt: Obligation) -> str:
    """The page of the invoice, where a hold is answered; empty for who does not see it."""
    seen = invoices_visible_to(user).filter(pk=debt.invoice_id).exists()
    return reverse("contracts:invoice-detail", args=[debt.invoice.number]) if seen else ""


def _payments(debt: Obligation, user) -> list[Reduction]:
    """What made the debt smaller, oldest first."""
    if debt.payer.is_buyer and not user.is_internal and user.company_id != debt.payee_id:
        return []
    return sorted(queries.reductions_shown(user, debt), key=lambda one: one.on)


def _cash_row(user, payment: CashPayment, typed: dict[str, django_forms.Form]) -> dict[str, Any]:
    waits = payment.state == CashState.REPORTED
    name = f"deny_{payment.pk}"
    return {
        "payment": payment,
        "deny_form": typed.get(name) or WhyForm(auto_id=f"id_{name}_%s"),
        "may_answer": waits and bool(policies.may_answer_cash(user, payment)),
        "may_withdraw": waits and bool(policies.may_withdraw_cash(user, payment)),
    }


# Payments in cash -----------------------------------------------------------------------------------------------------
@writes
def cash_report(request: HttpRequest, uid: UUID, paid_for: str) -> HttpResponse:
    """The payer says that it has paid the debt, or its late interest."""
    debt = debt_or_404(request, uid)
    if paid_for not in PaidFor.values:
        raise Http404
    name = "cash_form" if paid_for == PaidFor.DEBT else "interest_form"
    form = CashForm(request.POST, currency=debt.currency, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            services.report_cash_payment(debt, **form.cleaned_data, paid_for=paid_for, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Reported. It counts when the payee has confirmed it."))
            return see(request, debt_url(debt))
    return show(request, debt, status=422, **{name: form})


def _cash_or_404(request: HttpRequest, uid: UUID) -> CashPayment:
    found = CashPayment.objects.select_related("obligation__payer", "obligation__payee").filter(uid=uid).first()
    if found is None or not queries.obligations_visible_to(request.user).filter(pk=found.obligation_id).exists():
        raise Http404
    return found


@writes
def cash_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The payee has the money."""
    payment = _cash_or_404(request, uid)
    services.confirm_cash_payment(payment, by=request.user)
    messages.success(request, _("Confirmed. The debt and the books follow."))
    return see(request, debt_url(payment.obligation))


@writes
def cash_deny(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The payee has not received it."""
    payment = _cash_or_404(request, uid)
    name = f"deny_{payment.pk}"
    form = WhyForm(request.POST, auto_id=f"id_{name}_%s")
    if form.is_valid():
        services.deny_cash_payment(payment, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The payer and compliance are told."))
        return see(request, debt_url(payment.obligation))
    return show(request, debt_or_404(request, payment.obligation.uid), status=422, **{name: form})


@writes
def cash_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was reported by mistake."""
    payment = _cash_or_404(request, uid)
    services.withdraw_cash_payment(payment, by=request.user)
    messages.success(request, _("Taken back."))
    return see(request, debt_url(payment.obligation))
