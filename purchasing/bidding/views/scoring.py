"""Doors of scoring: a member's own sheet, what the board agrees on, the proposed result and the members' word on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, RulesBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.board import AgreeForm, AnswerForm, ScoreForm, SummaryForm
from purchasing.bidding.models import ScoreSheet, Sitting, Tender
from purchasing.bidding.states import Envelope, SheetState, SittingState
from purchasing.bidding.views.board import _show, board_or_404
from purchasing.bidding.views.finding import beside, trail
from purchasing.bidding.views.shown import address, shown


def _in_hand(tender: Tender) -> str:
    envelope = queries.envelope_in_hand(tender)
    if envelope is None:
        raise WrongState(_("The board has nothing in hand now. Reload the page to see where it stands."))
    return envelope


@writes(shows_form=True)
def board_scores(request: HttpRequest, key: str) -> HttpResponse:
    """A member's own sheet: keep it unfinished, or read it through before it is locked."""
    tender = board_or_404(request, key)
    require(policies.may_score(request.user, tender))
    envelope = _in_hand(tender)
    seat = queries.seat_of(request.user, tender)
    if seat is None:
        raise Http404
    sitting = queries.sitting_of(tender, envelope)
    sheet = ScoreSheet.objects.filter(sitting=sitting, seat=seat).first() if sitting else None
    if sheet is not None and sheet.state == SheetState.LOCKED:
        if request.method == "POST":
            raise WrongState(_("Your sheet is locked: it stays as it is."))
        return see(request, address(tender, "board-sheet"))
    if sitting is not None and sitting.state != SittingState.SCORING:
        raise WrongState(queries.where_it_stands(sitting))
    kept_out = queries.abstentions(tender).get(seat.pk, set())
    rulings = [each for each in queries.in_play(queries.opened_rulings(tender)) if each.bid_id not in kept_out]
    form = ScoreForm(
        request.POST or None,
        proposals=queries.proposals(tender, envelope, sitting, rulings),
        criteria=queries.judged_criteria(tender, envelope),
        scores={(each.bid_id, each.criterion_id): each for each in sheet.scores.all()} if sheet else {},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.save_scores(tender, envelope, form.said(), by=request.user)
                if request.POST.get("step") == "check":
                    services.check_sheet(tender, envelope, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal, **form.names)
            else:
                return _kept(request, tender)
        status = 422
    context = _frame(request, tender, envelope, _("Score the bids")) | {
        "form": form,
        "abstains": len(kept_out),
        "blind": queries.is_blind(tender, envelope, sitting),
        "leads": seat.chair,
    }
    return page(request, "bidding/board_scores.html", context, status=status)


def _kept(request: HttpRequest, tender: Tender) -> HttpResponse:
    if request.POST.get("step") == "check":
        return see(request, address(tender, "board-sheet"))
    messages.success(request, _("Your scores are kept. Nobody else sees them."))
    return see(request, address(tender, "board-scores"))


@writes(shows_form=True)
def board_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """A member's own sheet to read: before it is locked, with the button that locks it, and at any time after."""
    tender = board_or_404(request, key)
    seat = queries.seat_of(request.user, tender)
    own = queries.own_sheet(tender, seat, request.GET.get("envelope", "")[:14]) if seat else None
    if seat is None or own is None:
        raise Http404
    envelope = own.sheet.sitting.envelope
    faults: list[str] = []
    if request.method == "POST":
        require(policies.may_score(request.user, tender))
        try:
            services.lock_sheet(tender, envelope, by=request.user, read=request.POST.get("read", ""))
        except WrongState:
            raise
        except RuleBroken as refusal:
            faults = [str(each) for each in (refusal.each if isinstance(refusal, RulesBroken) else (refusal,))]
        else:
            messages.success(request, _("Your sheet is locked. Nobody can change it any more, not even you."))
            return see(request, address(tender, "board-detail"))
    title = _("Your score sheet") if own.is_locked else _("Read it through before you lock")
    context = _frame(request, tender, envelope, title) | {
        "own": own,
        "blind": queries.is_blind(tender, envelope, own.sheet.sitting),
        "faults": list(dict.fromkeys(faults)),
    }
    return page(request, "bidding/board_sheet.html", context, status=422 if faults else 200)


def _frame(request: HttpRequest, tender: Tender, envelope: str, title: str) -> dict[str, Any]:
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, title),
        "title": title,
        "envelope": envelope,
        "label": Envelope(envelope).label,
        "back_url": address(tender, "board-detail"),
    }


@writes(shows_form=True)
def board_agree(request: HttpRequest, key: str) -> HttpResponse:
    """What the board agreed on, entered by the chair; by another member where the chair abstains."""
    tender = board_or_404(request, key)
    require(policies.may_score(request.user, tender))
    envelope = _in_hand(tender)
    sitting = _comparing(tender, envelope)
    form = AgreeForm(request.POST or None, cells=_led_cells(request, tender, envelope, sitting))
    if request.method == "POST":
        if form.is_valid():
            try:
                services.agree_scores(sitting, form.said(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal, **form.names)
            else:
                messages.success(request, _("What was agreed is kept."))
                return see(request, address(tender, "board-agree"))
        return _agree_page(request, tender, envelope, sitting, form, SummaryForm(), 422)
    return _agree_page(request, tender, envelope, sitting, form, SummaryForm())


def _comparing(tender: Tender, envelope: str) -> Sitting:
    sitting = queries.sitting_of(tender, envelope)
    if sitting is None:
        raise WrongState(_("The board compares when every sheet is locked."))
    if sitting.state != SittingState.COMPARING:
        raise WrongState(queries.where_it_stands(sitting))
    return sitting


def _led_cells(request: HttpRequest, tender: Tender, envelope: str, sitting: Sitting) -> list[queries.Cell]:
    """All cells of the bids that this member enters."""
    rulings = queries.in_play(queries.opened_rulings(tender))
    matrix = queries.matrix_of(tender, envelope, sitting, queries.proposals(tender, envelope, sitting, rulings))
    if matrix is None:
        raise WrongState(_("The board compares when every sheet is locked."))
    led = queries.led_by(request.user, tender)
    return [cell for each in matrix.proposals if each.bid_id in led for cell in matrix.column(each.bid_id)]


def _agree_page(
    request: HttpRequest,
    tender: Tender,
    envelope: str,
    sitting: Sitting,
    form: AgreeForm,
    summary: forms.Form,
    status: int = 200,
) -> HttpResponse:
    chair = bool(policies.may_lead_board(request.user, tender))
    context = _frame(request, tender, envelope, _("What the board agrees on")) | {
        "form": form,
        "summary_form": summary if chair else None,
        "widest": queries.spread_of(tender),
        "blind": queries.is_blind(tender, envelope, sitting),
        "complete": all(cell.agreed is not None for cell in form.cells),
    }
    return page(request, "bidding/board_agree.html", context, status=status)


@writes
def board_propose(request: HttpRequest, key: str) -> HttpResponse:
    """The chair proposes what was agreed as the result."""
    tender = board_or_404(request, key)
    require(policies.may_lead_board(request.user, tender))
    envelope = _in_hand(tender)
    sitting = _comparing(tender, envelope)
    form = SummaryForm(request.POST)
    if form.is_valid():
        try:
            services.propose_result(sitting, summary=form.cleaned_data["summary"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The result is proposed. Every member confirms it by name."))
            return see(request, address(tender, "board-detail"))
    cells = AgreeForm(cells=_led_cells(request, tender, envelope, sitting))
    return _agree_page(request, tender, envelope, sitting, cells, form, 422)


@writes
def board_answer(request: HttpRequest, key: str) -> HttpResponse:
    """A member's word on the proposed result."""
    tender = board_or_404(request, key)
    require(policies.may_score(request.user, tender))
    envelope = _in_hand(tender)
    sitting = queries.sitting_of(tender, envelope)
    if sitting is None:
        raise WrongState(_("There is no result to confirm here."))
    form = AnswerForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.answer_result(sitting, agrees=given["agrees"] == "yes", note=given["note"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Your word is recorded."))
            return see(request, address(tender, "board-detail"))
    return _show(request, tender, 422, answer_form=form)
