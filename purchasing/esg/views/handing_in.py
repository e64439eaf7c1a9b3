"""Doors of handing in: the check, the reviewer's question, the receipt and the text that it stands for."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import beside, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.policy import require
from purchasing.esg.forms.answers import HandInForm, QueryForm
from purchasing.esg.models import AnswerSheet, Assessment
from purchasing.esg.policies import answers as policies
from purchasing.esg.queries.answers import Sheet, sheet_of
from purchasing.esg.services import answers as services
from purchasing.esg.states import ANSWERABLE, AssessmentState, Pillar
from purchasing.esg.views.answers import address, assessment_or_404, day_of, frame, trail


@reads
def answer_check(request: HttpRequest, number: str) -> HttpResponse:
    """All answers as the reviewer will read them, what is left, and what handing in means."""
    return _check(request, assessment_or_404(request, number))


def _check(request: HttpRequest, assessment: Assessment, *, form=None, query_form=None, status: int = 200):
    sheet = sheet_of(assessment, day_of(request))
    user = request.user
    own = user.company_id == assessment.company_id
    context = frame(request, assessment, sheet, "check") | {
        "trail": trail(assessment, _("Check and hand in")),
        "facts": _facts(assessment, sheet),
        "own": own,
        "form": form or HandInForm(),
        "query_form": query_form or QueryForm(),
        "may_submit": policies.may_submit(user, assessment),
        "estimate": sheet.self_score() if own and assessment.state in ANSWERABLE else None,
        "ending": [row for row in sheet.asked_rows if row.ends_early],
        "lapsed": [row for row in sheet.asked_rows if row.answer is not None and row.answer.lapsed_on],
        "parts": [
            (each.pillar, [row for row in sheet.asked_rows if row.question.pillar == each.pillar])
            for each in sheet.pillars
        ],
        "sheets": list(assessment.sheets.select_related("by").order_by("-seq")),
        "is_query": assessment.state == AssessmentState.QUERY,
        "is_open": assessment.state in ANSWERABLE,
    }
    return page(request, "esg/answer_check.html", context, status=status)


def _facts(assessment: Assessment, sheet: Sheet) -> list[dict[str, Any]]:
    done, asked = sum(each.done for each in sheet.pillars), sum(each.asked for each in sheet.pillars)
    handed = day_text(assessment.submitted_at, "day") if assessment.submitted_at else _("not yet")
    by = assessment.submitted_by.name if assessment.submitted_by else ""
    question_set = assessment.question_set
    weights = " · ".join(
        f"{pillar.value} {getattr(question_set, f'weight_{pillar.value.lower()}') * 100:.0f}%" for pillar in Pillar
    )
    return [
        {"label": pgettext("esg", "Period"), "value": assessment.period, "note": assessment.get_kind_display()},
        {"label": _("Question set"), "value": str(question_set), "note": weights},
        {"label": pgettext("esg", "Due"), "value": day_text(assessment.due_on, "day"), "note": ""},
        {"label": pgettext("esg", "Answered"), "value": f"{done} / {asked}", "note": _("questions that apply to you")},
        {"label": _("Handed in"), "value": handed, "note": by},
    ]


@writes
def answer_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in."""
    assessment = assessment_or_404(request, number)
    require(policies.may_submit(request.user, assessment))
    form = HandInForm(posted(request))
    if form.is_valid():
        try:
            services.submit_assessment(assessment, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Handed in. The receipt names the fingerprint of your answers."))
            return see(request, address(assessment, "answer-check"))
    return _check(request, assessment, form=form, status=422)


@writes
def answer_query(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the reviewer's question."""
    assessment = assessment_or_404(request, number)
    require(policies.may_answer_query(request.user, assessment))
    form = QueryForm(posted(request))
    if form.is_valid():
        try:
            services.answer_query(assessment, text=form.cleaned_data["text"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Your answer is with the reviewer."))
            return see(request, address(assessment, "answer-check"))
    return _check(request, assessment, query_form=form, status=422)


def _handed_in(request: HttpRequest, number: str, seq: int) -> AnswerSheet:
    assessment = assessment_or_404(request, number)
    return get_object_or_404(
        assessment.sheets.select_related("assessment__company", "assessment__question_set", "by"), seq=seq
    )


@reads
def answer_receipt(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """The receipt as PDF."""
    sheet = _handed_in(request, number, seq)
    assessment = sheet.assessment
    data = {
        "title": _("Receipt of ESG answers"),
        "number": f"{assessment.number}/{sheet.seq}",
        "brand": _("Together · supplier portal"),
        "footer": _("Printed on %(at)s. What counts stands in the portal.")
        % {"at": day_text(page_now(request), "full")},
        "to": assessment.company.name,
        "to_note": assessment.company.id_display,
        "opening": _(
            "The answers named below were handed in and are kept unchanged. Whoever holds their text can compute its "
            "SHA-256 and compare it with the one printed here."
        ),
        "facts": [
            {"label": _("Assessment"), "value": assessment.number},
            {"label": pgettext("esg", "Period"), "value": assessment.period},
            {"label": _("Question set"), "value": str(assessment.question_set)},
            {"label": _("Handed in"), "value": day_text(sheet.at, "full")},
            {"label": _("Handed in by"), "value": sheet.by.name},
            {"label": _("Answers"), "value": str(sheet.content.count('"code":'))},
        ],
        "sha_label": _("SHA-256 of the answers"),
        "sha256": sheet.sha256,
    }
    return pdf_response(typeset("esg/receipt.typ", data), f"{assessment.number}-{sheet.seq}.pdf")


@reads
def answer_sheet(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """The very text that was handed in, to keep and to check."""
    sheet = _handed_in(request, number, seq)
    response = HttpResponse(sheet.content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sheet.assessment.number}-{sheet.seq}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
