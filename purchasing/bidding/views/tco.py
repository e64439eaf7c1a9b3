"""Doors of the total cost of a tender: choose the model, see the calculation, judge values, justify, take it home."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import (
    ReasonForm,
    TcoChoiceForm,
    TcoCorrectionForm,
    TcoJustificationForm,
    TcoRejectionForm,
)
from purchasing.bidding.models import TcoInput, TcoResult, Tender
from purchasing.bidding.rules.tco_sheet import SheetBid, SheetWords, calculation_sheet
from purchasing.bidding.states import TcoInputState, TenderState
from purchasing.bidding.views.cost_bars import cost_view, may_justify_now
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, percent, shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@writes(shows_form=True)
def tender_tco(request: HttpRequest, key: str) -> HttpResponse:
    """The officer chooses the cost model of a draft."""
    tender = tender_or_404(request, key)
    require(policies.may_choose_tco_model(request.user, tender))
    models = queries.tco_models_for(tender)
    chosen = queries.tco_model_chosen(tender)
    form = TcoChoiceForm(_data(request), models=models, initial={"model": chosen.uid if chosen else None})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.choose_tco_model(tender, model=form.cleaned_data["model"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The cost model is chosen. It is printed in the notice."))
                return see(request, address(tender))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Cost model")),
        "form": form,
        "models": models,
    }
    return page(request, "bidding/tender_tco.html", context, status=status)


@reads
def tco_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The calculation, line by line; what bids declare, and whether the winner is robust."""
    return _show(request, tender_or_404(request, key))


def _show(request: HttpRequest, tender: Tender, status: int = 200, **forms) -> HttpResponse:
    user = request.user
    document = queries.tco_document(tender)
    if document is None or not queries.reads_opened_bids(user, tender):
        raise Http404
    cost = cost_view(tender)
    inputs = _inputs(tender, document, user)
    judging = tender.state == TenderState.OPENED and bool(policies.may_judge_tco_input(user, tender))
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Total cost")),
        "facts": _facts(tender, document, cost),
        "cost": cost,
        "document": document,
        "inputs": inputs,
        "judging": judging or any(row["decides"] for group in inputs for row in group["rows"]),
        "judges": judging,
        "justify_url": "",
        "justification_form": TcoJustificationForm() if may_justify_now(user, tender, cost) else None,
    } | forms
    return page(request, "bidding/tco_detail.html", context, status=status)


def _facts(tender: Tender, document: dict[str, Any], cost: dict[str, Any] | None) -> list[dict[str, Any]]:
    first = next((row for row in cost["rows"] if row.is_first), None) if cost else None
    years = document["horizon_years"]
    return [
        {
            "label": _("Cost model"),
            "value": f"{document['code']} v{document['version']}",
            "note": document["base_date"],
        },
        {
            "label": _("Discount rate"),
            "value": f"{percent(document['rate'])}%",
            "note": _("frozen at publication"),
        },
        {
            "label": _("Period compared"),
            "value": _("%(n)s years") % {"n": years} if years else _("own life"),
            "note": _("at most %(n)s years") % {"n": document["most_years"]},
        },
        {
            "label": _("Lowest cost of a year"),
            "value": first.name if first else "—",
            "note": money_full(first.result.eac_won) if first else _("not calculated yet"),
        },
        {
            "label": _("Sensitivity"),
            "value": (_("winner changes") if cost["sensitive"] else _("robust")) if cost and cost["cases"] else "—",
            "note": _("7 cases") if cost and cost["cases"] else "",
        },
    ]


def _inputs(tender: Tender, document: dict[str, Any], user) -> list[dict[str, Any]]:
    """The declared values by bidder."""
    names = queries.tco_line_names(document)
    by_bid: dict[int, dict[str, Any]] = {}
    for told in queries.tco_inputs_of(tender):
        told.tender = tender
        group = by_bid.setdefault(told.bid_id, {"company": told.bid.company, "rows": [], "open": 0})
        fault = services.tco_value_words(told.fault) if told.fault else ""
        proposed = told.state == TcoInputState.PROPOSED and tender.state == TenderState.OPENED
        decides = proposed and bool(policies.may_decide_tco_correction(user, told))
        name = names.get(told.code, told.code)
        group["rows"].append({"told": told, "name": name, "fault": fault, "decides": decides})
        group["open"] += told.state in (TcoInputState.ENTERED, TcoInputState.PROPOSED)
    return list(by_bid.values())


def _input_or_404(request: HttpRequest, key: str, uid: UUID) -> tuple[Tender, TcoInput]:
    tender = tender_or_404(request, key)
    told = queries.tco_inputs_of(tender).filter(uid=uid).first()
    if told is None or not queries.reads_opened_bids(request.user, tender):
        raise Http404
    return tender, told


@writes
def tco_input_verify(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The evidence carries the value."""
    tender, told = _input_or_404(request, key, uid)
    services.verify_tco_input(told, by=request.user)
    messages.success(request, _("The value is verified."))
    return see(request, address(tender, "tco-detail"))


@writes(shows_form=True)
def tco_input_correct(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """An arithmetical slip is corrected beside the declared value."""
    tender, told = _input_or_404(request, key, uid)
    name = queries.tco_line_names(queries.tco_document(tender) or {"lines": []}).get(told.code, told.code)
    decision = Decision(
        title=_("Correct a slip: %(name)s") % {"name": name},
        text=_(
            "%(company)s declares %(value)s %(unit)s. Only a slip of arithmetic is corrected; the declared value stays "
            "beside it. The correction counts, and the bidder is told, when a second person has confirmed it."
        )
        % {"company": told.bid.company.name, "value": told.declared, "unit": told.unit},
        verb=_("Propose the correction"),
        done=_("The correction waits for a second person."),
        allowed=policies.may_judge_tco_input(request.user, tender),
        do=lambda given: services.propose_tco_correction(told, **given, by=request.user),
        back=address(tender, "tco-detail"),
    )
    return _decide(request, tender, decision, TcoCorrectionForm(_data(request)))


@writes
def tco_correction_confirm(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """A second person finds the slip too."""
    tender, told = _input_or_404(request, key, uid)
    services.confirm_tco_correction(told, by=request.user)
    messages.success(request, _("The value is corrected, and the bidder is told."))
    return see(request, address(tender, "tco-detail"))


@writes(shows_form=True)
def tco_correction_decline(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """A second person does not."""
    tender, told = _input_or_404(request, key, uid)
    name = queries.tco_line_names(queries.tco_document(tender) or {"lines": []}).get(told.code, told.code)
    decision = Decision(
        title=_("Decline the correction: %(name)s") % {"name": name},
        text=_("The value of %(company)s stands as it was declared, and is judged anew.")
        % {"company": told.bid.company.name},
        verb=_("Decline"),
        done=_("The correction is declined."),
        allowed=policies.may_decide_tco_correction(request.user, told),
        do=lambda given: services.decline_tco_correction(told, reason=given["reason"], by=request.user),
        back=address(tender, "tco-detail"),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("Why the correction does not hold")))


@writes(shows_form=True)
def tco_input_again(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """In an evaluation that was opened again a value is judged once more."""
    tender, told = _input_or_404(request, key, uid)
    name = queries.tco_line_names(queries.tco_document(tender) or {"lines": []}).get(told.code, told.code)
    decision = Decision(
        title=_("Judge the value again: %(name)s") % {"name": name},
        text=_("What was decided on the value of %(company)s stays in the audit trail.")
        % {"company": told.bid.company.name},
        verb=_("Judge again"),
        done=_("The value can be judged again."),
        allowed=policies.may_judge_tco_input(request.user, tender),
        do=lambda given: services.judge_tco_input_again(told, reason=given["reason"], by=request.user),
        back=address(tender, "tco-detail"),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("Why the value is judged again")))


@writes(shows_form=True)
def tco_input_reject(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """A value does not count."""
    tender, told = _input_or_404(request, key, uid)
    name = queries.tco_line_names(queries.tco_document(tender) or {"lines": []}).get(told.code, told.code)
    decision = Decision(
        title=_("Reject the value: %(name)s") % {"name": name},
        text=_(
            "%(company)s declares %(value)s %(unit)s. Without a value that must be declared the bid is not responsive; "
            "for the others the worst value of the valid bids counts."
        )
        % {"company": told.bid.company.name, "value": told.declared, "unit": told.unit},
        verb=_("Reject the value"),
        done=_("The value does not count. The bidder is told."),
        allowed=policies.may_judge_tco_input(request.user, tender),
        do=lambda given: services.reject_tco_input(told, **given, by=request.user),
        danger=True,
        back=address(tender, "tco-detail"),
    )
    return _decide(request, tender, decision, TcoRejectionForm(_data(request)))


@writes
def tco_justify(request: HttpRequest, key: str) -> HttpResponse:
    """The evaluator says why a sensitive result stands."""
    tender = tender_or_404(request, key)
    if not queries.reads_opened_bids(request.user, tender):
        raise Http404
    form = TcoJustificationForm(request.POST)
    if form.is_valid():
        try:
            services.justify_tco(tender, reason=form.cleaned_data["reason"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The justification is kept. The award can be proposed."))
            return see(request, address(tender, "tco-detail"))
    return _show(request, tender, 422, justification_form=form)


@reads
def tco_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The calculation as a workbook: all bids for staff, the own one for a bidder once the result is out."""
    tender = tender_or_404(request, key)
    document = queries.tco_document(tender)
    results = queries.tco_results_visible_to(request.user, tender)
    if document is None or not results:
        raise Http404
    words = SheetWords(
        summary=_("Comparison"),
        bidder=_("Bidder"),
        receipt=_("Receipt"),
        price=_("Price in the calculation (won)"),
        years=_("Years"),
        npv=_("Present value (won)"),
        eac=_("Cost of a year (won)"),
        compared=_("Compared value"),
        line=_("Cost"),
        year=_("Year"),
        flow=_("Cash flow (won)"),
        factor=_("Discount factor"),
        pv=_("Present value (won)"),
        check=_("Recomputed"),
        sum=_("Sum"),
        rate=_("Discount rate"),
        model=_("Cost model"),
        assumed=_("assumed"),
    )
    bids = [_sheet_bid(result) for result in results]
    names = {code: str(name) for code, name in queries.tco_line_names(document).items()}
    content = calculation_sheet(f"{tender.number} {tender.title}", document, names, bids, words)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="tco-{tender.number}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet_bid(result: TcoResult) -> SheetBid:
    return SheetBid(
        name=result.bid.company.name,
        receipt=result.bid.receipt,
        price_won=result.price_won,
        years=result.years,
        npv_won=result.npv_won,
        eac_won=result.eac_won,
        compared=result.compared,
        lines=result.lines,
    )
