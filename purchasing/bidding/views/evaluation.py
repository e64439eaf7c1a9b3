"""Doors of the evaluation: the limit and its verdicts, few bids, the award proposal and its approval; the result."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.audit.services import canonical
from portal.clock import today
from portal.display import day_text, money_full, money_short
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, public, reads, see, writes
from portal.policy import Verdict, no
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import AwardForm, FewBidsForm
from purchasing.bidding.models import LimitCalc, Ruling, Tender
from purchasing.bidding.queries.award_rules import ranks_otherwise
from purchasing.bidding.rules import Doubt, Way, has_floor
from purchasing.bidding.states import RulingState, TakenBack, TenderState
from purchasing.bidding.views.after import objecting
from purchasing.bidding.views.board import result_of
from purchasing.bidding.views.cost_bars import cost_view, may_justify_now, waits_for_justification
from purchasing.bidding.views.decisions import decision_or_404
from purchasing.bidding.views.explanations import explanations_panel, may_doubt, may_evaluate_now
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.ladder import reserve_of, verdicts
from purchasing.bidding.views.papers import papers_of
from purchasing.bidding.views.shown import address, rule_of, shown, steps, told

S = TenderState


@reads
def evaluation_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Why this bidder: formula, ladder, verdicts with reasons, and the award that follows from them."""
    tender = tender_or_404(request, key)
    return _show(request, tender)


def _show(request: HttpRequest, tender: Tender, status: int = 200, **forms) -> HttpResponse:
    context = _context(request, tender)
    for name, form in forms.items():
        context[name] = form
    return page(request, "bidding/evaluation_detail.html", context, status=status)


def _context(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    user = request.user
    view = queries.evaluation_of(user, tender)
    if view is None:
        raise Http404
    result = verdicts(view, user)
    open_one = view.open_decision
    doubt = view.calc.doubt if view.calc else ""
    cost = cost_view(tender)
    proposing = tender.state == S.EVALUATED and (not doubt or tender.few_bids_confirmed_at is not None)
    allowed = policies.may_propose_award(user, tender)
    if allowed and waits_for_justification(tender, cost):
        allowed = no(_("An evaluator justifies the result first: another bid comes first in a case (rule TCO-09)."))
    return {
        **result,
        "result": result,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Evaluation")),
        "facts": _facts(result),
        "steps": steps(tender),
        "rule": rule_of(tender),
        "cost": cost,
        "justify_url": address(tender, "tco-detail") if may_justify_now(user, tender, cost) else "",
        "compares_cost": "tco" in tender.params,
        "doubt": doubt if tender.state not in (S.FAILED, S.CANCELLED) else "",
        "doubt_text": _doubt_text(doubt, has_floor=result["calc"] is not None and result["calc"].limit_won is not None),
        "board": result_of(tender),
        "evaluating": may_evaluate_now(tender),
        "may_doubt": may_doubt(user, tender),
        "may_try_what_if": bool(policies.may_try_what_if(user, tender)),
        **explanations_panel(request, tender),
        "may_evaluate": policies.may_rank_bids(user, tender),
        "may_rule_out": tender.state == S.OPENED and bool(policies.may_rule_out_bid(user, tender)),
        "may_let_go": tender.state == S.OPENED and bool(policies.may_withdraw_for_error(user, tender)),
        "few_bids_form": FewBidsForm() if _confirms(user, tender, doubt) else None,
        "proposing": proposing,
        "may_propose": allowed,
        "award_form": _award_form(None, result) if proposing and allowed else None,
        "open_decision": open_one,
        "out_of_order": _out_of_order(tender, view) if open_one and open_one.out_of_order else "",
        "award_price": money_full(open_one.price_won) if open_one else "",
        "may_approve": policies.may_approve_award(user, open_one) if open_one else Verdict(False),
        "may_return": policies.may_return_award(user, open_one) if open_one else Verdict(False),
        "returned": next((each for each in view.decisions if each.returned_at), None),
        "taken_back": _taken_back(view),
        **objecting(request, tender),
        "papers": papers_of(user, tender),
        "earlier": queries.earlier_calcs(tender),
        "entries": told(timeline_of(tender), tender),
        "error": "",
    }


def _taken_back(view: queries.EvaluationView) -> str:
    """Why the last award was taken back, while none is in force."""
    last = next((each for each in view.decisions if each.taken_back_at), None)
    if last is None or view.approved_decision is not None or view.open_decision is not None:
        return ""
    return str(TakenBack(last.take_back_reason).label) if last.take_back_reason in TakenBack else last.take_back_reason


def _out_of_order(tender: Tender, view: queries.EvaluationView) -> str:
    """Where the proposed bid stands, and how far its price is from that of the first in rank."""
    proposed = next(row.ruling for row in view.rows if row.bid.pk == view.open_decision.bid_id)
    first = queries.first_in_line(tender, today())
    if first is None or first.pk == proposed.pk:  # a certificate has lapsed since the proposal
        return _("Rank %(rank)s.") % {"rank": proposed.rank}
    gap_won = proposed.price_won - first.price_won
    words = {
        "rank": proposed.rank,
        "gap": money_full(abs(gap_won)),
        "name": first.bid.company.name,
        "price": money_full(first.price_won),
    }
    if gap_won >= 0:
        return _("Rank %(rank)s: %(gap)s above the first in rank, %(name)s with %(price)s.") % words
    return _("Rank %(rank)s: %(gap)s below the first in rank, %(name)s with %(price)s.") % words


def _is_first(tender: Tender, ruling: Ruling) -> bool:
    first = queries.first_in_line(tender, today())
    return first is not None and first.pk == ruling.pk


def _confirms(user, tender: Tender, doubt: str) -> bool:
    waits = tender.state == S.EVALUATED and doubt and tender.few_bids_confirmed_at is None
    return bool(waits and policies.may_confirm_few_bids(user, tender))


def _doubt_text(doubt: str, *, has_floor: bool) -> str:
    match doubt:
        case Doubt.FEW_BIDS if not has_floor:
            return _("The bids give no floor, so none was excluded by one: an evaluator confirms that it may stand.")
        case Doubt.FEW_BIDS:
            return _("The floor rests on two bids only: an evaluator confirms that the result may stand (rule LPL-04).")
        case Doubt.SINGLE_LOW:
            return _(
                "The only bid lies below the announced share of the base price: it has to be explained, and an "
                "evaluator confirms that it may stand (rule LPL-04)."
            )
        case _:
            return ""


def _facts(result: dict[str, Any]) -> list[dict[str, Any]]:
    view, calc, tender = result["view"], result["calc"], result["tender"]
    *others, last = [str(person) for person in queries.openers_of(view.opening)]
    opened_by = _("%(first)s and %(second)s together") % {"first": ", ".join(others), "second": last}
    out = result["out"]
    counts = _("%(valid)s valid · %(out)s excluded") % {"valid": result["valid"], "out": out}
    first = result["first"]
    return [
        {"label": _("Opened"), "value": day_text(tender.opened_at, "short"), "note": opened_by},
        {"label": _("Bids"), "value": len(result["rows"]), "note": counts if calc else _("not evaluated yet")},
        {
            "label": _("Base price"),
            "value": money_short(view.base_price.amount_won),
            "note": _base_note(view.base_price.amount_won, calc),
        },
        {
            "label": _("Price floor"),
            "value": money_short(calc.limit_won) if calc and calc.limit_won is not None else "—",
            "note": _floor_note(tender, calc),
        },
        {
            "label": _("First in rank") if ranks_otherwise(tender) else _("Lowest valid bid"),
            "value": first.row.name if first else "—",
            "note": money_full(first.price_won) if first else "",
        },
    ]


def _base_note(base_won: Decimal, calc: LimitCalc | None) -> str:
    """The base price to the won, and the reserve price that was drawn from it."""
    if reserve_won := reserve_of(calc):
        return _("%(base)s; reserve price drawn: %(reserve)s") % {
            "base": money_full(base_won),
            "reserve": money_full(reserve_won),
        }
    return money_full(base_won)


def _floor_note(tender: Tender, calc: LimitCalc | None) -> str:
    """The floor to the won, or why there is none."""
    if calc and calc.limit_won is not None:
        return money_full(calc.limit_won)
    if not has_floor(Way(tender.method), tender.params.get("figures") or {}):
        return _("this award rule has none")
    return _("too few bids to compare") if calc else _("not computed yet")


def _award_form(data, result: dict[str, Any]) -> AwardForm | None:
    """Only bids of the ranking can be proposed; the first stands first and is chosen."""
    inside = [v for v in result["rows"] if v.row.ruling.state == RulingState.IN_RANGE and v.row.ruling.rank]
    inside.sort(key=lambda verdict: verdict.row.ruling.rank)
    choices = [
        (
            str(verdict.row.bid.uid),
            _("%(name)s · rank %(rank)s · %(price)s")
            % {"name": verdict.row.name, "rank": verdict.row.ruling.rank, "price": money_full(verdict.price_won)},
        )
        for verdict in inside
    ]
    initial = {"bid": choices[0][0]} if choices else {}
    return AwardForm(data, choices=choices, initial=initial) if choices else None


@writes
def evaluation_run(request: HttpRequest, key: str) -> HttpResponse:
    """An evaluator lets the portal compute the limit and the verdicts; nobody can edit what comes out."""
    tender = tender_or_404(request, key)
    try:
        no_conflict = request.POST.get("no_conflict") == "on"
        calc = services.evaluate_tender(tender, no_conflict=no_conflict, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        return _show(request, tender, 422, error=str(refusal))
    if calc is None:
        messages.success(request, _("Bids look abnormally low: they are explained first. Ask their bidders now."))
    else:
        messages.success(request, _("The verdicts are computed by the award rule of the notice."))
    return see(request, address(tender, "evaluation-detail"))


@writes
def few_bids_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """An evaluator confirms a result that rests on few bids."""
    tender = tender_or_404(request, key)
    form = FewBidsForm(request.POST)
    if form.is_valid():
        try:
            services.confirm_few_bids(tender, reason=form.cleaned_data["reason"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The result is confirmed. The award can be proposed."))
            return see(request, address(tender, "evaluation-detail"))
    return _show(request, tender, 422, few_bids_form=form)


@writes
def award_propose(request: HttpRequest, key: str) -> HttpResponse:
    """Officer or evaluator propose the award with a reason."""
    tender = tender_or_404(request, key)
    view = queries.evaluation_of(request.user, tender)
    if view is None:
        raise Http404
    allowed = policies.may_propose_award(request.user, tender)
    if not allowed:
        raise NotAllowed(allowed.reason)
    form = _award_form(request.POST, verdicts(view, request.user))
    if form is None:
        raise WrongState(_("There is no valid bid that could be proposed."))
    if form.is_valid():
        row = next(row for row in view.rows if str(row.bid.uid) == form.cleaned_data["bid"])
        try:
            services.propose_award(
                tender,
                bid=row.bid,
                reason=form.cleaned_data["reason"],
                out_of_order=not _is_first(tender, row.ruling),
                by=request.user,
            )
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The award proposal waits for approval."))
            return see(request, address(tender, "evaluation-detail"))
    return _show(request, tender, 422, award_form=form)


@writes
@fresh
def award_approve(request: HttpRequest, key: str, uid) -> HttpResponse:
    """An approver makes the award."""
    tender = tender_or_404(request, key)
    decision = decision_or_404(request, tender, uid)
    try:
        decided = services.approve_award(decision, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        return _show(request, tender, 422, error=str(refusal))
    if decided.approved_at is None:
        messages.success(request, _("Your approval is in. A second approver has to agree."))
    else:
        messages.success(request, _("The award is approved. All bidders are told; the standstill begins."))
    return see(request, address(tender, "evaluation-detail"))


@public
@reads
def result_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The published result: all bids with names, prices, verdicts and reasons, and the floor with its own numbers."""
    tender = tender_or_404(request, key)
    view = queries.published_result(request.user, tender)
    if view is None:
        raise Http404
    result = verdicts(view, request.user)
    context = {
        **result,
        "result": result,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Result")),
        "facts": _facts(result),
        "rule": rule_of(tender),
        "cost": cost_view(tender),
        "justify_url": "",
        **objecting(request, tender),
        "papers": papers_of(request.user, tender),
        "seal": queries.base_price_seal(tender),
        "base_price_text": canonical(services.base_price_document(view.base_price)),
    }
    return page(request, "bidding/result_detail.html", context)
