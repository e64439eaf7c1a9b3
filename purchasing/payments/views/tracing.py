"""Doors: the payments of a chain from the buyer down, as a drawing, a tree table, a workbook; a call that is noted."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from purchasing.contracts.models import Contract
from purchasing.contracts.services import note_look
from purchasing.payments.forms.money import CallForm, TracingFilter
from purchasing.payments.models import Obligation
from purchasing.payments.policies import money as policies
from purchasing.payments.queries import tracing as queries
from purchasing.payments.services import money as services
from purchasing.payments.views import tracing_shown as shown

IN_SELECT = 200
MOST_ROWS = 300


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    form: TracingFilter
    tracing: queries.Tracing | None
    today: date


def _asked(request: HttpRequest) -> Asked:
    """The chain, month and state of the address; without one, where something is late, else the latest."""
    user, today = request.user, page_now(request).astimezone(SEOUL).date()
    require(policies.may_see_money(user))
    chains = queries.chains_visible_to(user)
    side = "payee" if user.is_internal else "payer"
    listed = list(chains[:IN_SELECT])
    number = request.GET.get("contract", "")
    head = _head(chains, number, listed, today)
    if head is not None and head not in listed:
        listed.insert(0, head)
    form = TracingFilter(request.GET, contracts=listed, side=side)
    if head is None:
        return Asked(form, None, today)
    given = form.given()
    month = given.get("month") or queries.latest_month(user, head) or today.replace(day=1)
    tracing = queries.tracing_of(user, head, month=month, state=given.get("state", ""), today=today)
    form.initial = {"contract": head.number, "month": f"{month:%Y-%m}", "state": given.get("state", "")}
    form.is_bound = False
    return Asked(form, tracing, today)


def _head(chains, number: str, listed: list[Contract], today: date) -> Contract | None:
    if number:
        return get_object_or_404(chains, number=number.upper()[:20])
    return queries.stuck_chain(chains, today) or (listed[0] if listed else None)


@reads
def tracing(request: HttpRequest) -> HttpResponse:
    """Where the money is, and where it is stuck."""
    asked = _asked(request)
    context: dict[str, Any] = {"filter": asked.form, "trail": [(_("Payment tracing"), "")], "tracing": asked.tracing}
    if asked.tracing is not None:
        note_look(asked.tracing.root, [row.seen for row in asked.tracing.all_rows], by=request.user)
        context |= shown.tracing_context(request, asked.tracing, asked.today)
        context["latest"] = "" if asked.tracing.all_rows else _latest(request, asked.tracing)
        context["xlsx_url"] = f"{reverse('payments:tracing-xlsx')}?{shown.query_of(asked.tracing, request)}"
    return page(request, "payments/tracing.html", context)


def _latest(request: HttpRequest, tracing: queries.Tracing) -> str:
    """The month in which the chosen contract has something, for who chose another; "" when it is this one."""
    month = queries.latest_month(request.user, tracing.root)
    return f"{month:%Y-%m}" if month and month != tracing.month else ""


@reads
def tracing_xlsx(request: HttpRequest) -> HttpResponse:
    """The same rows as a workbook: what the page does not show is not in it either."""
    asked = _asked(request)
    if asked.tracing is None:
        raise Http404
    root, month = asked.tracing.root, asked.tracing.month
    note_look(root, [row.seen for row in asked.tracing.rows], by=request.user)
    sheet = Sheet(
        title=f"{root.number} {month:%Y-%m}",
        head=shown.sheet_head(),
        rows=shown.sheet_rows(asked.tracing.rows, asked.today),
        notes=[f"{root.number} {root.title}", shown.basis(month, page_now(request))],
    )
    return xlsx_answer(f"tracing-{root.number}-{month:%Y%m}", sheet)


@writes(shows_form=True)
def call_note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Staff note what was said on the telephone about a payment that is late."""
    obligation = _late_or_404(request, uid)
    require(policies.may_note_call(request.user, obligation))
    form = CallForm(request.POST if request.method == "POST" else None)
    back = f"{reverse('payments:tracing')}?contract={(obligation.contract.root or obligation.contract).number}"
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.note_call(obligation, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, _("The call is noted."))
                return see(request, back)
        status = 422
    context = {
        "obligation": obligation,
        "form": form,
        "back_url": back,
        "trail": [(_("Payment tracing"), back), (_("Note a call"), "")],
        "calls": queries.all_calls_about(obligation),
    }
    return page(request, "payments/call_note.html", context, status=status)


def _late_or_404(request: HttpRequest, uid: UUID) -> Obligation:
    if not request.user.is_internal or not policies.may_see_money(request.user):
        raise Http404
    return get_object_or_404(Obligation.objects.select_related("payer", "payee", "contract__root"), uid=uid)
