"""Doors of the one chance to mend formal faults: the board asks, the bidder answers, the board judges."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.board import MendAnswerForm, MendAskForm, MendJudgeForm
from purchasing.bidding.models import MendRequest, Ruling, Tender
from purchasing.bidding.states import Mendable, MendState
from purchasing.bidding.views.board import board_or_404
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


def _proposal_or_404(request: HttpRequest, tender: Tender, token: str) -> queries.Proposal:
    """The bid as this member sees it; one from which they abstain is not there."""
    envelope = queries.envelope_in_hand(tender)
    if envelope is None:
        raise Http404
    everyone = queries.proposals(tender, envelope, queries.sitting_of(tender, envelope), queries.opened_rulings(tender))
    proposal = next((each for each in everyone if each.token == token), None)
    if proposal is None or not queries.reads_envelope(request.user, proposal.ruling, envelope):
        raise Http404
    return proposal


@writes(shows_form=True)
def mend_ask(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The board asks a bidder to mend formal faults."""
    tender = board_or_404(request, key)
    proposal = _proposal_or_404(request, tender, token)
    require(policies.may_ask_mend(request.user, proposal.ruling.bid))
    form = MendAskForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.ask_mend(proposal.ruling.bid, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The bidder is asked. The answer comes back to you."))
                return see(request, address(tender, "board-detail"))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Formal faults")),
        "proposal": proposal,
        "days": queries.mend_days_of(tender),
        "form": form,
        "back_url": address(tender, "board-detail"),
    }
    return page(request, "bidding/mend_ask.html", context, status=status)


def _request_or_404(tender: Tender, uid: UUID) -> MendRequest:
    asked = MendRequest.objects.select_related("bid__tender", "bid__company", "asked_by")
    return get_object_or_404(asked, uid=uid, bid__tender=tender)


@writes(shows_form=True)
def mend_answer(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The bidder's own page: what is missing, until when, and the one answer."""
    tender = tender_or_404(request, key)
    mend = _request_or_404(tender, uid)
    if not policies.may_answer_mend(request.user, mend):
        raise Http404
    form, status = MendAnswerForm(request.POST or None, request.FILES or None, request=mend), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.answer_mend(mend, answers=form.answers(), papers=form.papers(), by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your answer is in. It cannot be changed any more."))
                return see(request, request.path)
        status = 422
    context = _told(request, tender, mend) | {
        "form": form if mend.state == MendState.ASKED and page_now(request) <= mend.due_at else None,
        "back_url": address(tender),
    }
    return page(request, "bidding/mend_answer.html", context, status=status)


def _told(request: HttpRequest, tender: Tender, mend: MendRequest) -> dict[str, Any]:
    papers = list(mend.papers.select_related("file"))
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=request.user.is_internal),
        "trail": trail(tender, _("Formal faults")),
        "mend": mend,
        "until": day_text(mend.due_at),
        "faults": [
            {
                "label": Mendable(fault).label,
                "text": mend.answers.get(fault, ""),
                "papers": [paper.file for paper in papers if paper.fault == fault],
            }
            for fault in mend.faults
        ],
    }


@writes(shows_form=True)
def mend_judge(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Who asked judges whether the fault is mended."""
    tender = board_or_404(request, key)
    mend = _request_or_404(tender, uid)
    ruling = Ruling.objects.select_related("tender").get(bid=mend.bid_id)
    if not queries.reads_envelope(request.user, ruling, mend.envelope):
        raise Http404
    allowed = policies.may_judge_mend(request.user, mend)
    form, status = MendJudgeForm(request.POST or None), 200
    if request.method == "POST":
        require(allowed)
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.judge_mend(mend, accepted=given["accepted"] == "yes", reason=given["reason"], by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your judgement is recorded. The bidder is told."))
                return see(request, address(tender, "board-detail"))
        status = 422
    context = _told(request, tender, mend) | {
        "form": form if allowed and mend.state == MendState.ANSWERED else None,
        "back_url": address(tender, "board-detail"),
        "proposal": _shown_as(tender, mend),
    }
    return page(request, "bidding/mend_judge.html", context, status=status)


def _shown_as(tender: Tender, mend: MendRequest) -> queries.Proposal:
    everyone = queries.proposals(
        tender, mend.envelope, queries.sitting_of(tender, mend.envelope), queries.opened_rulings(tender)
    )
    return next(each for each in everyone if each.bid_id == mend.bid_id)
