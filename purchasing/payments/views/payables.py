"""Doors of what is owed without an invoice: the list, one of them, and that what is owed to the buyer has come."""

from typing import Any
from uuid import UUID

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
from purchasing.payments.forms.obligations import RepaymentForm
from purchasing.payments.models import Payable
from purchasing.payments.policies import payables as policies
from purchasing.payments.queries import payables as queries
from purchasing.payments.services import payables as services
from purchasing.payments.states.payables import PayableState
from purchasing.payments.views.obligations import beside, today_of

PER_PAGE = 30


def _payable_or_404(request: HttpRequest, uid: UUID) -> Payable:
    return get_object_or_404(queries.payables_visible_to(request.user), uid=uid)


@reads
def payable_list(request: HttpRequest) -> HttpResponse:
    """Compensation, grants and what is claimed back, the newest first."""
    found = queries.payables_visible_to(request.user)
    wanted = request.GET.get("state", "")
    if wanted in PayableState.values:
        found = found.filter(state=wanted)
    context = {
        "trail": [(_("Obligations"), reverse("payments:obligation-list")), (_("Payments without an invoice"), "")],
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "states": PayableState.choices,
        "state": wanted,
    }
    return page(request, "payments/payable_list.html", context)


@reads
def payable_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One of them: how much, from whom to whom, what for, how it is paid."""
    return _show(request, _payable_or_404(request, uid))


def _show(request: HttpRequest, payable: Payable, form: RepaymentForm | None = None, status: int = 200) -> HttpResponse:
    if form is None and policies.may_receive_payable(request.user, payable):
        form = RepaymentForm(initial={"paid_on": today_of(request)})
    context = {
        "trail": [
            (_("Obligations"), reverse("payments:obligation-list")),
            (_("Payments without an invoice"), reverse("payments:payable-list")),
            (payable.number, ""),
        ],
        "payable": payable,
        "facts": _facts(payable),
        "form": form,
        "payments": queries.payments_of(payable) if request.user.is_internal else None,
        "entries": timeline_of(payable) if request.user.is_internal else None,
    }
    return page(request, "payments/payable_detail.html", context, status=status)


def _facts(payable: Payable) -> list[dict[str, Any]]:
    facts = [
        {"label": pgettext("refund", "Owed by"), "value": payable.payer.name, "note": payable.payer.number},
        {"label": pgettext("refund", "Owed to"), "value": payable.payee.name, "note": payable.payee.number},
        {"label": _("Amount"), "value": money_full(payable.amount, payable.currency), "note": ""},
        {"label": pgettext("obligation", "Due"), "value": day_text(payable.due_on, "day"), "note": ""},
    ]
    if payable.paid_on:
        facts.append({"label": _("Paid on"), "value": day_text(payable.paid_on, "day"), "note": payable.reference})
    return facts


@writes
def payable_receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is owed to the buyer has come."""
    payable = _payable_or_404(request, uid)
    form = RepaymentForm(request.POST)
    if form.is_valid():
        try:
            services.receive_payable(payable, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Confirmed. Both books are closed."))
            return see(request, reverse("payments:payable-detail", args=[payable.uid]))
    return _show(request, payable, form, status=422)
