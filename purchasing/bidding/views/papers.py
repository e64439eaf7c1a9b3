"""Doors: the evaluation document that anybody can compute again, and the papers that are set from it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.http import public, reads
from portal.pdf import pdf_response, typeset
from portal.throttles import throttled
from purchasing.bidding import queries
from purchasing.bidding.models import Tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.views.finding import tender_or_404
from purchasing.bidding.views.shown import address


def papers_of(user, tender: Tender) -> list[dict[str, Any]]:
    """What this reader may keep of the evaluation and the award."""
    found = []
    if queries.evaluation_document_for(user, tender) is not None:
        note = _("Canonical JSON with its SHA-256: tools/verify_evaluation.py computes it again.")
        url = address(tender, "evaluation-document")
        found.append({"url": url, "words": _("Evaluation document"), "note": note})
        url = address(tender, "evaluation-minutes")
        found.append({"url": url, "words": _("Minutes of the evaluation (PDF)"), "note": ""})
    if queries.shows_result(user, tender) and queries.decision_in_force(tender) is not None:
        url = address(tender, "decision-record")
        found.append({"url": url, "words": _("Record of the award decision (PDF)"), "note": ""})
    if queries.letter_decision_for(user, tender) is not None:
        found.append({"url": address(tender, "award-letter"), "words": _("Letter of award (PDF)"), "note": ""})
    return found


@public
@reads
@throttled("search")
def evaluation_document(request: HttpRequest, key: str, version: int | None = None) -> HttpResponse:
    """The newest evaluation of the tender as one file, or the one of an earlier version."""
    tender = tender_or_404(request, key)
    document = queries.evaluation_document_for(request.user, tender, version)
    if document is None:
        raise Http404
    response = HttpResponse(document.text, content_type="application/json; charset=utf-8")
    name = f"evaluation-{tender.number}.json" if version is None else f"evaluation-{tender.number}-v{version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if request.user.is_authenticated:
        response["Cache-Control"] = "private, no-store"
    return response


@public
@reads
@throttled("search")
def evaluation_minutes(request: HttpRequest, key: str) -> HttpResponse:
    """The minutes of the evaluation, set from its document, in the reader's language."""
    tender = tender_or_404(request, key)
    document = queries.evaluation_document_for(request.user, tender)
    if document is None:
        raise Http404
    pdf = typeset("bidding/minutes.typ", queries.minutes_paper(document))
    return pdf_response(pdf, f"minutes-{tender.number}.pdf")


@public
@reads
@throttled("search")
def decision_record(request: HttpRequest, key: str) -> HttpResponse:
    """The record of the award decision in force."""
    tender = tender_or_404(request, key)
    decision = queries.decision_in_force(tender) if queries.shows_result(request.user, tender) else None
    if decision is None or tender.state == TenderState.FAILED:
        raise Http404
    pdf = typeset("bidding/decision.typ", queries.decision_paper(tender, decision))
    return pdf_response(pdf, f"decision-{tender.number}.pdf")


@reads
def award_letter(request: HttpRequest, key: str) -> HttpResponse:
    """The letter of award, for the winner and for staff."""
    tender = tender_or_404(request, key)
    decision = queries.letter_decision_for(request.user, tender)
    if decision is None:
        raise Http404
    pdf = typeset("bidding/award_letter.typ", queries.award_letter_paper(decision))
    return pdf_response(pdf, f"award-{tender.number}.pdf")
