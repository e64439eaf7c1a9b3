"""Doors of questions about a notice: read, ask, answer, correct, set aside."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.questions import AnswerForm, CorrectionForm, QuestionForm, SetAsideForm
from purchasing.bidding.models import Question, Tender
from purchasing.bidding.states import QuestionState, takes_questions
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown

ON_PAGE = 3  # on the tender's own page; the rest behind the link


def questions_panel(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    """What the tender's page shows of its questions, and whether this reader may ask."""
    user, now = request.user, page_now(request)
    said = queries.questions_said(user, tender) if tender.published_at else []
    open_now = takes_questions(tender.state, until=tender.questions_until, closes_at=tender.closes_at, now=now)
    asks = bool(open_now and user.is_authenticated and user.is_supplier)
    answers = bool(user.is_authenticated and user.is_internal and policies.may_answer_question(user, tender))
    waiting = [each for each in said if each.question.state == QuestionState.ASKED]
    return {
        "said": said,
        "latest": said[-ON_PAGE:][::-1],
        "waiting": len(waiting),
        "until": tender.questions_until or tender.closes_at,
        "open": open_now,
        "may_ask": asks and bool(policies.may_ask_question(user, tender, on=now.astimezone(SEOUL).date())),
        "answers": answers and tender.state == "published",
        "shown": bool(said) or open_now,
        "url": address(tender, "question-list"),
        "lots": tender.procedure_id is not None,
    }


@public
@reads
def question_list(request: HttpRequest, key: str) -> HttpResponse:
    """All questions that this reader sees, with their answers."""
    tender = tender_or_404(request, key)
    title = pgettext("tender", "Questions and answers")
    context = _context(request, tender, title) | {"questions": questions_panel(request, tender)}
    return page(request, "bidding/question_list.html", context)


@writes(shows_form=True)
def question_ask(request: HttpRequest, key: str) -> HttpResponse:
    """A supplier asks; nobody learns who it is."""
    tender = tender_or_404(request, key)
    now = page_now(request)
    require(policies.may_ask_question(request.user, tender, on=now.astimezone(SEOUL).date()))
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"key": uuid4().hex})

    def act(given: dict[str, Any]) -> None:
        services.ask_question(tender, text=given["text"], key=given["key"], by=request.user)

    done = _("Your question is sent. The answer is published to everybody, without your name.")
    context = {"until": tender.questions_until or tender.closes_at}
    if request.method != "POST" and not takes_questions(
        tender.state, until=tender.questions_until, closes_at=tender.closes_at, now=now
    ):
        context["late"] = True
    return _acted(request, tender, form, act, done, "bidding/question_ask.html", _("Ask a question"), context)


@writes(shows_form=True)
def question_answer(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The officer answers, or corrects an answer; ``back`` comes from the page where it may be set aside."""
    tender, question = _question(request, key, uid)
    require(policies.may_answer_question(request.user, question.tender))
    published = question.state == QuestionState.ANSWERED
    data = request.POST if request.method == "POST" and "back" not in request.POST else None
    form: forms.Form
    if published:
        last = question.answers.order_by("-seq").first()
        form = CorrectionForm(data, initial={"answer": last.text if last else ""})
    else:
        form = AnswerForm(data, initial={"published_text": question.text} | _typed(request))

    def act(given: dict[str, Any]) -> None:
        if published:
            services.correct_answer(question, answer=given["answer"], by=request.user)
        else:
            services.answer_question(question, by=request.user, **given)

    done = _("The answer is published. Everybody who has asked or bid is told.")
    title = _("Correct the answer") if published else _("Answer the question")
    context = {"question": question, "published": published, "held": "back" in request.POST}
    context["aside_form"] = None if published else _aside_form(request)
    return _acted(request, tender, form, act, done, "bidding/question_answer.html", title, context)


@writes(shows_form=True)
def question_set_aside(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The officer does not publish it, and says why to who asked."""
    tender, question = _question(request, key, uid)
    require(policies.may_answer_question(request.user, question.tender))
    form = SetAsideForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        services.set_question_aside(question, reason=given["reason"], by=request.user)

    done = _("The question is set aside. Who asked reads why.")
    context = {"question": question, "typed": _typed(request)}
    title = _("Set the question aside")
    return _acted(request, tender, form, act, done, "bidding/question_set_aside.html", title, context)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed into the answer: it goes along to the page where the question is set aside, and back."""
    return {name: request.POST[name] for name in AnswerForm.base_fields if name in request.POST}


def _aside_form(request: HttpRequest) -> SetAsideForm:
    """Sent by the form of the answer, so that nothing typed there is lost; for the answer itself it is not needed."""
    form = SetAsideForm(initial={"reason": request.POST.get("reason", "")}, use_required_attribute=False)
    form.fields["reason"].widget.attrs["form"] = "answer-form"
    return form


def _question(request: HttpRequest, key: str, uid: UUID) -> tuple[Tender, Question]:
    tender = tender_or_404(request, key)
    return tender, get_object_or_404(queries.questions_visible_to(request.user, tender), uid=uid)


def _context(request: HttpRequest, tender: Tender, words: object) -> dict[str, Any]:
    inside = request.user.is_authenticated and request.user.is_internal
    return {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=inside),
        "trail": trail(tender, words),
    }


def _acted(
    request: HttpRequest,
    tender: Tender,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    done: object,
    template: str,
    title: object,
    more: dict[str, Any],
) -> HttpResponse:
    """Show the form, or do it; what was refused stands beside its field and nothing typed is lost."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except WrongState as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, done)
                return see(request, address(tender, "question-list"))
    context = _context(request, tender, title) | {"form": form, "title": title} | more
    return page(request, template, context, status=status)
