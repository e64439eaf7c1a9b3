"""Doors of indexes, their values, and the price changes that follow."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import charts
from portal.audit.queries import staff_timeline_of, timeline_of
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import ReasonForm
from purchasing.contracts.forms.prices import IndexForm, IndexValueForm
from purchasing.contracts.models import Contract, IndexValue, PriceChange, PriceIndex
from purchasing.contracts.states import IndexValueState, PriceChangeState
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.shown import address, beside, contract_or_404, percent, trail


def _trail(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    start: list[tuple[object, str]] = [(_("Contracts"), reverse("contracts:contract-list"))]
    return [*start, (_("Price indexes"), reverse("contracts:index-list") if steps else ""), *steps]


@reads
def index_list(request: HttpRequest) -> HttpResponse:
    """All indexes with their last value."""
    require(policies.may_read_indexes(request.user))
    context = {
        "trail": _trail(),
        "indexes": list(queries.indexes_listed()),
        "may_enter": bool(policies.may_enter_index(request.user)),
        "waiting": list(queries.index_values_waiting_for(request.user)[:20]),
    }
    return page(request, "contracts/index_list.html", context)


@writes(shows_form=True)
def index_create(request: HttpRequest) -> HttpResponse:
    """A further index."""
    require(policies.may_enter_index(request.user))
    form = IndexForm(posted(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                index = services.add_index(**form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The index is entered. Its values follow."))
                return see(request, reverse("contracts:index-detail", args=[index.code]))
        status = 422
    context = {"trail": _trail((_("Enter an index"), "")), "form": form, "back_url": reverse("contracts:index-list")}
    return page(request, "contracts/index_form.html", context, status=status)


@writes(shows_form=True)
def index_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One index: its course, its values, who follows it; and the form for the next value."""
    index = get_object_or_404(PriceIndex, code=code)
    require(policies.may_read_indexes(request.user))
    enters = policies.may_enter_index(request.user)
    form = IndexValueForm(posted(request))
    status = 200
    if request.method == "POST":
        require(enters)
        if form.is_valid():
            try:
                services.enter_index_value(index, **form.cleaned_data, by=request.user)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Entered. A colleague compares it with its source and confirms it."))
                return see(request, reverse("contracts:index-detail", args=[index.code]))
        status = 422
    return page(
        request, "contracts/index_detail.html", _index_context(request, index, form, bool(enters)), status=status
    )


def _index_context(request: HttpRequest, index: PriceIndex, form: IndexValueForm, enters: bool) -> dict[str, Any]:
    values = queries.values_of(index, confirmed_only=not request.user.is_internal)
    rows = [
        {
            "value": each,
            "decides": each.state == IndexValueState.ENTERED
            and bool(policies.may_decide_index_value(request.user, each)),
        }
        for each in values
    ]
    confirmed = [each for each in values if each.state == IndexValueState.CONFIRMED][:24][::-1]
    return {
        "trail": _trail((index.name, "")),
        "index": index,
        "rows": rows,
        "form": form if enters else None,
        "followers": list(queries.followers_of(request.user, index)[:20]),
        "entries": staff_timeline_of(request.user, index, *values[:24]),
        "chart": _course(index, confirmed) if len(confirmed) > 1 else "",
    }


def _course(index: PriceIndex, values: list[IndexValue]):
    first, last = values[0], values[-1]
    moved = (last.value - first.value) / first.value
    words = {"from": f"{first.month:%Y-%m}", "to": f"{last.month:%Y-%m}", "change": f"{moved * 100:+.1f}"}
    return charts.figure(
        title=index.name,
        basis=f"{index.unit} · {index.source}",
        finding=_("From %(from)s to %(to)s: %(change)s%%.") % words,
        draw=charts.lines(
            [charts.Column(f"{each.month:%y-%m}", [each.value]) for each in values], ["s1"], write=_plain
        ),
        table=charts.Table(
            head=[_("Month"), pgettext("index", "Value")],
            rows=[(f"{each.month:%Y-%m}", _plain(each.value)) for each in values],
            opens_with=_("Show as a table"),
        ),
    )


def _plain(value: Decimal | int | float) -> str:
    return f"{Decimal(value).normalize():,f}"


@writes
def index_value_confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person confirms a value."""
    value = get_object_or_404(IndexValue.objects.select_related("index"), uid=uid)
    services.confirm_index_value(value, by=request.user)
    messages.success(request, _("Confirmed. Prices that follow it are computed now."))
    return see(request, reverse("contracts:index-detail", args=[value.index.code]))


@writes
def index_value_reject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person finds that it differs from its source."""
    value = get_object_or_404(IndexValue.objects.select_related("index"), uid=uid)
    services.reject_index_value(value, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("Rejected. It can be entered again."))
    return see(request, reverse("contracts:index-detail", args=[value.index.code]))


# Price changes -------------------------------------------------------------------------------------------------------
def _change_or_404(request: HttpRequest, contract: Contract, uid: UUID) -> PriceChange:
    inside = request.user.is_internal and contract.tier == 1
    found = contract.price_changes.select_related("payer_by", "payee_by", "contested_by").filter(uid=uid).first()
    if found is None or not (inside or queries.side_of(request.user, contract)):
        raise Http404
    found.contract = contract
    return found


@reads
def change_detail(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The new prices with every figure from which they follow."""
    contract = contract_or_404(request, number)
    change = _change_or_404(request, contract, uid)
    user = request.user
    parts = [
        {
            **part,
            "base": Decimal(part["base"]),
            "value": Decimal(part["value"]),
            "share_pct": percent(Decimal(part["share"])),
            "trigger_pct": percent(Decimal(part["trigger"])),
            "change_pct": f"{Decimal(part['change']) * 100:+.2f}%",
        }
        for part in change.parts
    ]
    lines = {line.no: line for line in queries.lines_of(contract)}
    rows = [
        {
            "no": told["no"],
            "line": lines.get(told["no"]),
            "old": Decimal(told["old"]),
            "new": Decimal(told["new"]),
            "left": Decimal(told["left"]),
        }
        for told in change.lines
    ]
    proposed = change.state == PriceChangeState.PROPOSED
    context = {
        "contract": contract,
        "trail": trail(contract, _("Price change %(month)s") % {"month": f"{change.month:%Y-%m}"}),
        "change": change,
        "parts": parts,
        "rows": rows,
        "factor": f"{change.factor.normalize():f}",
        "accepts": proposed and bool(policies.may_accept_change(user, change)),
        "contests": proposed and bool(policies.may_contest_change(user, change)),
        "resumes": change.state == PriceChangeState.CONTESTED
        and change.contested_by is not None
        and bool(policies.may_resume_change(user, change))
        and change.contested_by.company_id == user.company_id,
        "entries": timeline_of(change),
    }
    return page(request, "contracts/change_detail.html", context)


@writes
def change_accept(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """One side accepts."""
    contract = contract_or_404(request, number)
    change = services.accept_change(_change_or_404(request, contract, uid), by=request.user)
    done = change.state == PriceChangeState.ACCEPTED
    messages.success(
        request,
        _("Both sides accept: the new prices are in force for what is still to come.")
        if done
        else _("Accepted for your side. The other side is asked now."),
    )
    return see(request, address(contract))


@writes(shows_form=True)
def change_contest(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """A side does not agree with the figures."""
    contract = contract_or_404(request, number)
    change = _change_or_404(request, contract, uid)
    if change.state != PriceChangeState.PROPOSED:
        raise WrongState(_("This change is no longer open. Reload the page and look again."))
    decision = Decision(
        title=_("Contest the price change"),
        text=_("The prices stay as they are until your side lets it stand again. The other side reads your words."),
        verb=_("Contest"),
        done=_("Contested. The other side is told."),
        allowed=policies.may_contest_change(request.user, change),
        do=lambda given: services.contest_change(change, reason=given["reason"], by=request.user),
        back=address(contract, "change-detail", change.uid),
    )
    form = ReasonForm(posted(request), label=_("Which figure is wrong, and why"))
    return decide(request, contract, decision, form)


@writes
def change_resume(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """The side that contested it lets it stand."""
    contract = contract_or_404(request, number)
    services.resume_change(_change_or_404(request, contract, uid), by=request.user)
    messages.success(request, _("It stands again, and waits for both sides."))
    return see(request, address(contract))
