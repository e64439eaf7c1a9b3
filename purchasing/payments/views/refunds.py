"""Doors of advances that are owed back: the list, one of them with what each side may do now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from purchasing.payments.forms.obligations import RepaymentForm, WhyForm
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.policies import refunds as policies
from purchasing.payments.queries import refunds as queries
from purchasing.payments.services import refunds as services
from purchasing.payments.states.refunds import REFUND_OWED, RefundState
from purchasing.payments.views.obligations import beside, today_of

PER_PAGE = 30


def _refund_or_404(request: HttpRequest, uid: UUID) -> AdvanceRefund:
    return get_object_or_404(queries.refunds_visible_to(request.user), uid=uid)


def _url(refund: AdvanceRefund) -> str:
    return reverse("payments:refund-detail", args=[refund.uid])


@reads
def refund_list(request: HttpRequest) -> HttpResponse:
    """What is, or was, owed back, the newest first."""
    results = Paginator(queries.refunds_visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    trail = [(_("Obligations"), reverse("payments:obligation-list")), (_("Advances to be paid back"), "")]
    return page(request, "payments/refund_list.html", {"trail": trail, "results": results})


@reads
def refund_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One claim: how much, since when, who said what."""
    return _show(request, _refund_or_404(request, uid))


def _show(request: HttpRequest, refund: AdvanceRefund, status: int = 200, **typed: django_forms.Form) -> HttpResponse:
    user, today = request.user, today_of(request)
    reopens = policies.may_reopen_refund(user, refund)
    context = {
        "trail": [
            (_("Obligations"), reverse("payments:obligation-list")),
            (_("Advances to be paid back"), reverse("payments:refund-list")),
            (refund.number, ""),
        ],
        "refund": refund,
        "late": refund.state in REFUND_OWED and refund.due_on < today,
        "facts": _facts(refund),
        "may_settle": bool(policies.may_settle_refund(user, refund)),
        "may_write_off": bool(policies.may_write_off(user, refund)),
        "waits": refund.state in (RefundState.REPORTED, RefundState.WAIVING),
        "report_form": _form(typed, "report_form", policies.may_report_refund(user, refund), today),
        "off_form": _form(typed, "off_form", policies.may_ask_write_off(user, refund), None),
        "reopen_form": _form(typed, "reopen_form", reopens, None),
        "entries": timeline_of(refund) if user.is_internal else None,
    }
    return page(request, "payments/refund_detail.html", context, status=status)


def _form(typed: dict[str, django_forms.Form], name: str, may, today) -> django_forms.Form | None:
    if name in typed:
        return typed[name]
    if not may:
        return None
    if today is None:
        return WhyForm(auto_id=f"id_{name}_%s")
    return RepaymentForm(initial={"paid_on": today}, auto_id=f"id_{name}_%s")


def _facts(refund: AdvanceRefund) -> list[dict[str, Any]]:
    contract = refund.contract
    facts = [
        {"label": pgettext("refund", "Owed by"), "value": contract.payee.name, "note": contract.number},
        {"label": pgettext("refund", "Owed to"), "value": contract.payer.name, "note": ""},
        {"label": _("Amount"), "value": money_full(refund.amount, refund.currency), "note": ""},
        {"label": pgettext("obligation", "Due"), "value": day_text(refund.due_on, "day"), "note": ""},
    ]
    if refund.paid_on:
        facts.append({"label": _("Paid on"), "value": day_text(refund.paid_on, "day"), "note": refund.reference})
    return facts


def _try(
    request: HttpRequest, uid: UUID, name: str, form: django_forms.Form, deed: Callable[..., object], said: str
) -> HttpResponse:
    """Do it with what the form says; what is not taken comes back with its words."""
    refund = _refund_or_404(request, uid)
    if form.is_valid():
        try:
            deed(refund, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, said)
            return see(request, _url(refund))
    return _show(request, refund, status=422, **{name: form})


@writes
def refund_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was paid back."""
    form = RepaymentForm(request.POST, auto_id="id_report_form_%s")
    said = _("Reported. It counts when a second person of the payer confirms it.")
    return _try(request, uid, "report_form", form, services.report_refund, said)


@writes
def refund_settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The payer has it."""
    refund = services.settle_refund(_refund_or_404(request, uid), by=request.user)
    messages.success(request, _("Confirmed. Both books are closed."))
    return see(request, _url(refund))


@writes
def refund_ask_write_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The payer's finance gives it up."""
    form = WhyForm(request.POST, auto_id="id_off_form_%s")
    return _try(request, uid, "off_form", form, services.ask_write_off, _("Asked for. A second person decides."))


@writes
def refund_write_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The second person agrees."""
    refund = services.write_off_refund(_refund_or_404(request, uid), by=request.user)
    messages.success(request, _("Written off in both books."))
    return see(request, _url(refund))


@writes
def refund_reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It was not so."""
    form = WhyForm(request.POST, auto_id="id_reopen_form_%s")
    return _try(request, uid, "reopen_form", form, services.reopen_refund, _("The claim is open again."))
