"""Doors of explanations of low prices: ask, answer with a cost sheet if one wants to, judge."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.audit.queries import timeline_of
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.explanations import (
    AnswerForm,
    AskForm,
    ClarifyForm,
    CostFormSet,
    DecideForm,
    DoubtForm,
    VoteForm,
)
from purchasing.bidding.models import Explanation, Tender
from purchasing.bidding.queries.calculations import trigger_words
from purchasing.bidding.rules import METHODS, Way
from purchasing.bidding.states import EXPLANATION_DECIDED, EXPLANATION_WAITS, ExplanationState, TenderState
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown

E = ExplanationState
MOST_DIGITS = 4  # of the number of lines that a form says it has


def explanations_panel(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    """What the pages of the tender show of explanations; empty for who may not know of them."""
    opened = tender.opened_at is not None
    rows = list(queries.explanations_visible_to(request.user, tender)) if opened else []
    open_rows = [row for row in rows if row.state not in EXPLANATION_DECIDED]
    return {
        "explanations": rows,
        "explained": [(row, [trigger_words(line) for line in row.triggers]) for row in rows],
        "explanations_open": len(open_rows),
        "explanation_words": ngettext(
            "%(count)d explanation is still open: the result waits for it.",
            "%(count)d explanations are still open: the result waits for them.",
            len(open_rows),
        )
        % {"count": len(open_rows)},
    }


def may_evaluate_now(tender: Tender) -> bool:
    """Opened, or every low price explained and decided on."""
    if tender.state == TenderState.OPENED:
        return True
    waiting = tender.state == TenderState.EXPLANATION
    return waiting and not tender.explanations.exclude(state__in=EXPLANATION_DECIDED).exists()


def may_doubt(user, tender: Tender) -> bool:
    """Whether the method of the tender lets an evaluator ask about any price."""
    asks = tender.state in (TenderState.OPENED, TenderState.EXPLANATION)
    explains = METHODS[Way(tender.method)].explains
    return asks and explains and bool(policies.may_evaluate(user, tender))


@reads
def explanation_list(request: HttpRequest, key: str) -> HttpResponse:
    """All explanations of a tender that this reader may know of."""
    tender = tender_or_404(request, key)
    panel = explanations_panel(request, tender)
    if not panel["explanations"]:
        raise Http404
    context = _context(request, tender, _("Explanations of low prices")) | panel
    return page(request, "bidding/explanation_list.html", context)


@reads
def explanation_detail(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """What is asked, what was said, how it was judged, and what this reader can do next."""
    tender, explanation = _found(request, key, uid)
    return page(request, "bidding/explanation_detail.html", _detail(request, tender, explanation))


def _detail(request: HttpRequest, tender: Tender, explanation: Explanation) -> dict[str, Any]:
    user = request.user
    price = explanation.bid.ruling.opened_price_won
    answers = [
        {"answer": answer, "sheet": queries.cost_sheet(list(answer.costs.all()), price) if answer.costs.all() else None}
        for answer in queries.answers_of(explanation)
    ]
    inside = user.is_internal
    votes = queries.votes_of(explanation)
    decided = explanation.state in EXPLANATION_DECIDED
    return _context(request, tender, explanation.bid.company.name) | {
        "explanation": explanation,
        "facts": _facts(explanation, price, answers),
        "triggers": [trigger_words(line) for line in explanation.triggers],
        "answers": answers,
        "votes": votes if inside else [],
        "poll": queries.poll_of(votes),
        "needed": queries.VOTES_NEEDED,
        "decided": decided,
        "inside": inside,
        "deeds": _deeds(user, explanation) if not decided else [],
        "may_answer": explanation.state in EXPLANATION_WAITS
        and bool(policies.may_answer_explanation(user, explanation)),
        "entries": timeline_of(explanation) if inside else [],
    }


def _facts(explanation: Explanation, price, answers) -> list[dict[str, Any]]:
    facts = [
        {"label": _("Bidder"), "value": explanation.bid.company.name, "note": explanation.bid.company.number},
        {"label": _("Price"), "value": money_full(price), "note": _("without VAT")},
    ]
    if explanation.answer_by:
        note = _("end of the day, Korean time")
        facts.append({"label": _("Answer by"), "value": day_text(explanation.answer_by), "note": note})
    else:
        facts.append({"label": _("To be asked by"), "value": day_text(explanation.ask_by), "note": ""})
    facts.append({"label": _("Answers"), "value": len(answers), "note": ""})
    return facts


def _deeds(user, explanation: Explanation) -> list[dict[str, Any]]:
    """What may be done now; where only the person is wrong, the reason is told."""
    if not user.is_internal:
        return []
    at = explanation.state
    rows = []
    if at == E.DRAFTED:
        rows.append(("explanation-ask", _("Ask the bidder"), "send", policies.may_ask_explanation(user, explanation)))
    if at == E.ANSWERED:
        rows.append(("explanation-vote", _("Vote"), "circle-check", policies.may_vote(user, explanation)))
        lead = policies.may_lead_explanation(user, explanation)
        if explanation.clarified_at is None and not explanation.votes.exists():
            rows.append(("explanation-clarify", _("Ask once more"), "message-question", lead))
        if not queries.poll_of(queries.votes_of(explanation)).is_open:
            rows.append(("explanation-decide", _("Decide"), "scale", lead))
    names = ("name", "verb", "icon", "allowed")
    return [dict(zip(names, row, strict=True)) for row in rows]


@writes(shows_form=True)
def explanation_doubt(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """An evaluator asks about a price that no figure calls low."""
    tender = tender_or_404(request, key)
    ruling = get_object_or_404(tender.rulings.select_related("tender", "bid__company"), bid__uid=uid)
    if not policies.may_see_evaluation(request.user, tender):
        raise Http404
    decision = Decision(
        title=_("Ask %(name)s for an explanation") % {"name": ruling.bid.company.name},
        text=_("The tender waits for the explanation and for its judgement by at least two evaluators."),
        verb=_("Begin an explanation"),
        done=_("The explanation is begun. Write next what is doubtful."),
        allowed=policies.may_doubt_bid(request.user, ruling),
        do=lambda given: services.doubt_bid(ruling, by=request.user, **given),
        back=address(tender, "evaluation-detail"),
    )
    return _decide(request, tender, decision, DoubtForm(_data(request)))


@writes(shows_form=True)
def explanation_ask(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The request is sent: the bidder's clock runs."""
    tender, explanation = _found(request, key, uid)
    decision = Decision(
        title=_("Ask %(name)s for an explanation") % {"name": explanation.bid.company.name},
        text=_("The bidder is told at once and has the business days that the notice promised. You chair this one."),
        verb=_("Send the request"),
        done=_("The request is sent."),
        allowed=policies.may_ask_explanation(request.user, explanation),
        do=lambda given: services.ask_explanation(explanation, by=request.user, **given),
        back=_home(tender, explanation),
    )
    return _decide(request, tender, decision, AskForm(_data(request)))


@writes(shows_form=True)
def explanation_clarify(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The one further question."""
    tender, explanation = _found(request, key, uid)
    decision = Decision(
        title=_("Ask %(name)s once more") % {"name": explanation.bid.company.name},
        text=_("There is one such round. If no answer comes, the first answer is judged."),
        verb=pgettext("tender", "Send the question"),
        done=_("The question is sent."),
        allowed=policies.may_lead_explanation(request.user, explanation),
        do=lambda given: services.ask_once_more(explanation, by=request.user, **given),
        back=_home(tender, explanation),
    )
    return _decide(request, tender, decision, ClarifyForm(_data(request)))


@writes(shows_form=True)
def explanation_vote(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """One assessor's vote."""
    tender, explanation = _found(request, key, uid)

    def act(given: dict[str, Any]) -> None:
        services.vote_on_explanation(
            explanation, accepts=given["accepts"] == "yes", reason=given["reason"], by=request.user
        )

    decision = Decision(
        title=_("Vote on the explanation of %(name)s") % {"name": explanation.bid.company.name},
        text=_("At least two evaluators vote, each with reasons. A vote stands when it is given."),
        verb=_("Give the vote"),
        done=_("Your vote is given."),
        allowed=policies.may_vote(request.user, explanation),
        do=act,
        back=_home(tender, explanation),
    )
    return _decide(request, tender, decision, VoteForm(_data(request)))


@writes(shows_form=True)
def explanation_decide(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The chair closes it."""
    tender, explanation = _found(request, key, uid)
    poll = queries.poll_of(queries.votes_of(explanation))

    def act(given: dict[str, Any]) -> None:
        casting = given.get("casting")
        services.decide_explanation(
            explanation,
            decision=given["decision"],
            casting=None if casting is None else casting == "yes",
            by=request.user,
        )

    if poll.is_tied:
        text = _("The votes are equal: yours as the chair decides.")
    elif poll.accepted:
        text = _("The majority accepts the explanation: the bid stays.")
    else:
        text = _("The majority does not accept the explanation: the bid is excluded.")
    decision = Decision(
        title=_("Decide on the explanation of %(name)s") % {"name": explanation.bid.company.name},
        text=text,
        verb=_("Decide"),
        done=_("It is decided. The bidder reads the reasons."),
        allowed=policies.may_lead_explanation(request.user, explanation),
        do=act,
        back=_home(tender, explanation),
    )
    return _decide(request, tender, decision, DecideForm(_data(request), tied=poll.is_tied))


@writes(shows_form=True)
def explanation_answer(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The bidder answers; the portal checks the sums of its cost sheet, if it shows one."""
    tender, explanation = _found(request, key, uid)
    require(policies.may_answer_explanation(request.user, explanation))
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, request.FILES or None, initial={"key": uuid4().hex})
    costs = CostFormSet(data, prefix="costs")
    status = 200
    if data is not None and "more_costs" in data:
        costs = CostFormSet(_with_more_rows(data), prefix="costs")
        form.errors.clear()
    elif data is not None:
        status = 422
        if form.is_valid() & costs.is_valid():
            try:
                _send(explanation, form.cleaned_data, costs.answers(), request)
            except WrongState as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your answer is sent. Only those who judge it read it."))
                return see(request, _home(tender, explanation))
    context = _context(request, tender, _("Explain the price")) | {
        "explanation": explanation,
        "form": form,
        "costs": costs,
        "triggers": [trigger_words(line) for line in explanation.triggers],
        "price_text": money_full(explanation.bid.ruling.opened_price_won),
        "back_url": _home(tender, explanation),
    }
    return page(request, "bidding/explanation_answer.html", context, status=status)


def _send(explanation: Explanation, given: dict[str, Any], costs: list[dict[str, Any]], request: HttpRequest) -> None:
    services.answer_explanation(
        explanation,
        text=given["text"],
        topics=given["topics"],
        uploads=given["files"],
        key=given["key"],
        costs=[services.CostIn(**cost) for cost in costs],
        by=request.user,
    )


def _with_more_rows(data):
    """What was typed, with four more empty lines."""
    more = data.copy()
    total = data.get("costs-TOTAL_FORMS", "0")
    if not (total.isascii() and total.isdecimal() and len(total) <= MOST_DIGITS):
        raise BadRequest("costs-TOTAL_FORMS is the number of the lines of the form")
    more["costs-TOTAL_FORMS"] = str(int(total) + 4)
    return more


def _found(request: HttpRequest, key: str, uid: UUID) -> tuple[Tender, Explanation]:
    tender = tender_or_404(request, key)
    rows = queries.explanations_visible_to(request.user, tender).select_related("bid__ruling", "tender", "bid__company")
    return tender, get_object_or_404(rows, uid=uid)


def _home(tender: Tender, explanation: Explanation) -> str:
    return address(tender, "explanation-detail", explanation.uid)


def _context(request: HttpRequest, tender: Tender, words: object) -> dict[str, Any]:
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=request.user.is_internal),
        "trail": trail(tender, words),
    }
