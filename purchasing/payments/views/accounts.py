"""Doors: a company's bank accounts and their changes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh, proof_url
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from purchasing.payments.forms.runs import AccountForm, ConfirmForm, ReasonForm
from purchasing.payments.models import BankAccount
from purchasing.payments.policies import accounts as policies
from purchasing.payments.queries import accounts as queries
from purchasing.payments.rules.accounts import masked
from purchasing.payments.services import accounts as services
from purchasing.payments.states import AccountPurpose, AccountState

PER_PAGE = 25


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [
        (_("Payments"), reverse("payments:money")),
        (_("Bank accounts"), reverse("payments:account-list")),
        *more,
    ]


@reads
def account_list(request: HttpRequest) -> HttpResponse:
    """Changes that wait stand first."""
    user = request.user
    require(policies.may_see_accounts(user))
    found = queries.accounts_visible_to(user)
    waiting = found.filter(state__in=queries.UNDER_CHANGE).order_by("proposed_at", "pk")
    others = found.exclude(state__in=queries.UNDER_CHANGE).order_by("company", "-pk")
    context = {
        "trail": _trail()[:-1] + [(_("Bank accounts"), "")],
        "waiting": [_row(each) for each in waiting[:PER_PAGE]],
        "results": (results := Paginator(others, PER_PAGE).get_page(request.GET.get("page"))),
        "rows": [_row(each) for each in results],
        "staff": user.is_internal,
        "may_propose": bool(user.company and policies.may_propose_account(user, user.company)),
    }
    return page(request, "payments/account_list.html", context)


def _row(account: BankAccount) -> dict[str, Any]:
    return {"account": account, "shown": f"{account.bank_code} {masked(account.number)}"}


def _account_or_404(request: HttpRequest, uid: UUID) -> BankAccount:
    return get_object_or_404(queries.accounts_visible_to(request.user), uid=uid)


@reads
def account_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What changes, what it replaces, who has confirmed it, and from when it is used."""
    return _show(request, _account_or_404(request, uid), ConfirmForm())


def _show(request: HttpRequest, account: BankAccount, form: ConfirmForm, refusal: str = "", status: int = 200):
    user = request.user
    whole = bool(policies.may_see_number(user, account))
    waits = account.state == AccountState.PROPOSED
    under_way = account.state in queries.UNDER_CHANGE
    context = {
        "trail": _trail((masked(account.number), "")),
        "account": account,
        "shown": account.number if whole else masked(account.number),
        "facts": _facts(account, whole),
        "form": form,
        "reason_form": ReasonForm(auto_id="id_stop_%s"),
        "may_confirm": policies.may_confirm_account(user, account) if waits else None,
        "may_refuse": under_way and bool(policies.may_refuse_account(user, account)),
        "staff": user.is_internal,
        "cooling": account.state == AccountState.COOLING,
        "refusal": refusal,
        "entries": timeline_of(account),
    }
    return page(request, "payments/account_detail.html", context, status=status)


def _facts(account: BankAccount, whole: bool) -> list[dict[str, Any]]:
    number = account.number if whole else masked(account.number)
    before = account.replaces
    facts = [
        {"label": _("Account"), "value": f"{account.bank_code} {number}", "note": account.owner},
        {
            "label": _("Replaces"),
            "value": f"{before.bank_code} {masked(before.number)}" if before else "—",
            "note": "" if before else _("the first one"),
        },
        {"label": pgettext("bank account", "For"), "value": account.get_purpose_display(), "note": account.currency},
        {
            "label": _("Asked for by"),
            "value": account.proposed_by or "—",
            "note": day_text(account.proposed_at, "full"),
        },
        {
            "label": _("Confirmed by"),
            "value": account.confirmed_by or "—",
            "note": day_text(account.confirmed_at, "full") if account.confirmed_at else "",
        },
    ]
    if account.active_from:
        facts.append({"label": _("In use from"), "value": day_text(account.active_from, "full"), "note": ""})
    return facts


@writes(shows_form=True)
@fresh
def account_propose(request: HttpRequest) -> HttpResponse:
    """Ask that money go to another account. Who you are is proved before anything is typed."""
    user = request.user
    company = user.company
    if company is None:
        raise Http404
    require(policies.may_propose_account(user, company))
    if request.method != "POST" and (proof := proof_url(request, back=request.path)):
        return see(request, proof)
    purposes = AccountPurpose.values if company.is_buyer else [AccountPurpose.GENERAL, AccountPurpose.WAGES]
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, purposes=purposes, initial={"owner": company.legal_name_ko})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                account = services.propose_account(company, **form.cleaned_data, by=user)
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Asked for. A second person confirms it; the contacts so far were told."))
                return see(request, reverse("payments:account-detail", args=[account.uid]))
        status = 422
    context = {"trail": _trail((_("Another account"), "")), "form": form}
    return page(request, "payments/account_form.html", context, status=status)


@writes
@fresh
def account_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person agrees."""
    account = _account_or_404(request, uid)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        services.confirm_account(account, callback=form.cleaned_data.get("callback", ""), by=request.user)
    except WrongState as refusal:
        return _show(request, _account_or_404(request, uid), form, str(refusal), status=409)
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, _account_or_404(request, uid), form, status=422)
    messages.success(request, _("Confirmed. It comes into use in 72 hours; until then payments to the company wait."))
    return see(request, reverse("payments:account-detail", args=[uid]))


@writes
def account_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop a change that nobody wanted: one person is enough, and no proof is asked."""
    account = _account_or_404(request, uid)
    try:
        services.refuse_account(account, reason=request.POST.get("reason", "")[:500], by=request.user)
    except RuleBroken as refusal:
        status = 409 if isinstance(refusal, WrongState) else 422
        return _show(request, _account_or_404(request, uid), ConfirmForm(), str(refusal), status=status)
    messages.success(request, _("Stopped. The account in use stays as it is."))
    return see(request, reverse("payments:account-detail", args=[uid]))
