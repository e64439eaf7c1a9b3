"""Doors of direct payment: the list, a request, the case with what each side may do now."""

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
from portal.display import day_text, left_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.obligations import AnswerForm, DecisionForm, DirectForm, DirectPaidForm, new_key
from purchasing.payments.models import DirectPayment
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import obligations as queries
from purchasing.payments.services import direct as services
from purchasing.payments.states import DIRECT_OPEN, DirectState
from purchasing.payments.views.obligations import beside, debt_or_404, today_of

D = DirectState
PER_PAGE = 30


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [
        (_("Obligations"), reverse("payments:obligation-list")),
        (_("Direct payments"), reverse("payments:direct-list")),
        *more,
    ]


def _url(case: DirectPayment) -> str:
    return reverse("payments:direct-detail", args=[case.uid])


def _case_or_404(request: HttpRequest, uid: UUID) -> DirectPayment:
    return get_object_or_404(queries.direct_payments_visible_to(request.user), uid=uid)


@reads
def direct_list(request: HttpRequest) -> HttpResponse:
    """Cases that the person may see, the newest first."""
    found = queries.direct_payments_visible_to(request.user)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"trail": [*_trail()[:1], (_("Direct payments"), "")], "results": results}
    return page(request, "payments/direct_list.html", context)


@writes(shows_form=True)
def direct_create(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The firm below a contractor asks the buyer to pay it directly."""
    debt = debt_or_404(request, uid)
    require(policies.may_request_direct(request.user, debt))
    status = 200
    if request.method == "POST":
        form = DirectForm(request.POST, request.FILES, currency=debt.currency)
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                case = services.request_direct_payment(debt, uploads=given.pop("files"), **given, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Asked for. The evidence is looked at within three business days."))
                return see(request, _url(case))
        status = 422
    else:
        form = DirectForm(initial={"amount": debt.left, "key": new_key()}, currency=debt.currency)
    late = queries.instalments_unpaid(debt, today_of(request))
    context = {"trail": _trail((_("Ask for direct payment"), "")), "debt": debt, "form": form, "late": late}
    return page(request, "payments/direct_form.html", context, status=status)


@reads
def direct_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The case: what was asked, what the contractor said, what was decided."""
    return _show(request, _case_or_404(request, uid))


def _show(request: HttpRequest, case: DirectPayment, status: int = 200, **typed: django_forms.Form) -> HttpResponse:
    user = request.user
    decide = policies.may_decide_direct(user, case)
    most = services.grantable(case)
    decision = typed.get("decision") or DecisionForm(
        initial={"amount": most} if most else {}, currency=case.currency, auto_id="id_decision_%s"
    )
    context = {
        "trail": _trail((case.number, "")),
        "case": case,
        "facts": _facts(request, case),
        "files": list(case.files.all()),
        "may_check": bool(policies.may_check_direct(user, case)),
        "decide": decide if user.is_internal and case.state in (D.CHECKED, D.GRANTED) else None,
        "may_refuse": bool(decide) or bool(policies.may_check_direct(user, case)),
        "most": most,
        "decision": decision,
        "may_pay": bool(policies.may_pay_direct(user, case)),
        "paid_form": typed.get("paid_form")
        or DirectPaidForm(initial={"paid_on": today_of(request)}, auto_id="id_paid_%s"),
        "may_answer": case.contractor_at is None and bool(policies.may_answer_direct(user, case)),
        "answer_form": typed.get("answer_form") or AnswerForm(auto_id="id_answer_%s"),
        "may_withdraw": bool(policies.may_withdraw_direct(user, case)),
        "entries": timeline_of(case) if user.is_internal else None,
    }
    return page(request, "payments/direct_detail.html", context, status=status)


def _facts(request: HttpRequest, case: DirectPayment) -> list[dict[str, Any]]:
    lower = case.lower
    facts = [
        {"label": _("Asked by the firm"), "value": lower.payee.name, "note": case.get_cause_display()},
        {"label": _("Contractor"), "value": lower.payer.name, "note": lower.number},
        {"label": _("Amount asked for"), "value": money_full(case.amount, case.currency), "note": ""},
    ]
    if case.wages:
        facts.append(
            {"label": _("Unpaid wages"), "value": money_full(case.wages, case.currency), "note": _("kept back")}
        )
    if case.granted is not None:
        facts.append({"label": _("Paid directly"), "value": money_full(case.granted, case.currency), "note": ""})
    clock = case.evidence_by if case.state == D.REQUESTED else case.decide_by
    if clock is not None and case.state in DIRECT_OPEN:
        label = _("Evidence checked by") if case.state == D.REQUESTED else pgettext("payment", "Decided by")
        note = left_text(clock, page_now(request)) if case.state != D.GRANTED else ""
        facts.append({"label": label, "value": day_text(clock, "day"), "note": note})
    if case.paid_on is not None:
        facts.append({"label": _("Paid on"), "value": day_text(case.paid_on, "day"), "note": case.reference})
    return facts


@writes
def direct_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The evidence is complete."""
    case = services.check_direct_payment(_case_or_404(request, uid), by=request.user)
    messages.success(request, _("The days of the decision have begun."))
    return see(request, _url(case))


@writes
def direct_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The contractor is heard."""
    case = _case_or_404(request, uid)
    form = AnswerForm(request.POST, request.FILES, auto_id="id_answer_%s")
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.answer_direct_payment(case, uploads=given.pop("files"), **given, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The buyer has your answer."))
            return see(request, _url(case))
    return _show(request, case, status=422, answer_form=form)


@writes
def direct_grant(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The buyer pays directly."""
    case = _case_or_404(request, uid)
    form = DecisionForm(request.POST, currency=case.currency, auto_id="id_decision_%s")
    form.fields["amount"].required = True
    if form.is_valid():
        try:
            services.grant_direct_payment(case, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Granted. The next payment run pays it to the firm below."))
            return see(request, _url(case))
    return _show(request, case, status=422, decision=form)


@writes
def direct_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is not paid directly."""
    case = _case_or_404(request, uid)
    form = DecisionForm(request.POST, currency=case.currency, auto_id="id_decision_%s")
    if form.is_valid():
        services.refuse_direct_payment(case, answer=form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Refused. Both firms read the reasons."))
        return see(request, _url(case))
    return _show(request, case, status=422, decision=form)


@writes
def direct_pay(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bank has paid it."""
    case = _case_or_404(request, uid)
    form = DirectPaidForm(request.POST, auto_id="id_paid_%s")
    if form.is_valid():
        try:
            services.record_direct_payment(case, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Recorded. Both debts are smaller by it."))
            return see(request, _url(case))
    return _show(request, case, status=422, paid_form=form)


@writes
def direct_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The firm takes its request back."""
    case = services.withdraw_direct_payment(_case_or_404(request, uid), by=request.user)
    messages.success(request, _("Taken back."))
    return see(request, _url(case))
