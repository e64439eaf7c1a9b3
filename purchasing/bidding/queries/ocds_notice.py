"""What belongs to a notice as OCDS writes it: documents, published questions, amendments."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from purchasing.bidding.models import Amendment, Question, Tender
from purchasing.bidding.queries.ocds_words import moment, named
from purchasing.bidding.queries.papers import evaluation_document_for
from purchasing.bidding.states import DocumentKind, QuestionState

EVERYBODY = AnonymousUser()
KINDS = {
    DocumentKind.SPECIFICATION: "technicalSpecifications",
    DocumentKind.DRAWING: "technicalSpecifications",
}


def documents(tender: Tender, *, awarded: bool) -> list[dict[str, Any]]:
    """The notice, its documents, the evaluation that anybody can compute again, the result: each at its own address."""
    found = [_page(tender, "notice", "tenderNotice", "tender-detail", tender.published_at)]
    for document in tender.documents.select_related("file").order_by("no"):
        found.append(
            {
                "id": f"{tender.number}-document-{document.no}",
                "documentType": KINDS.get(DocumentKind(document.kind), "biddingDocuments"),
                **named("title", document.title_ko, document.title_en),
                "url": settings.BASE_URL + document.file.url,
                "datePublished": moment(document.added_at),
                "format": document.file.content_type,
            }
        )
    evaluation = evaluation_document_for(EVERYBODY, tender)
    if evaluation is not None:
        report = _page(tender, "evaluation", "evaluationReports", "evaluation-document", evaluation.created_at)
        found.append(report | {"format": "application/json"})
    if awarded:
        found.append(_page(tender, "award", "awardNotice", "result-detail", tender.ended_at))
    return found


def _page(tender: Tender, key: str, kind: str, page: str, at: datetime | None) -> dict[str, Any]:
    return {
        "id": f"{tender.number}-{key}",
        "documentType": kind,
        "url": settings.BASE_URL + reverse(f"bidding:{page}", args=[tender.number]),
        "datePublished": moment(at),
        "format": "text/html",
        "language": "ko",
    }


def enquiries(tenders: list[Tender]) -> list[dict[str, Any]]:
    """Published questions with the answer in force; who asked is nobody's business."""
    asked = Question.objects.filter(tender__in=tenders, state=QuestionState.ANSWERED).prefetch_related("answers")
    lots = {tender.pk: tender.lot_no for tender in tenders}
    found = []
    for question in asked.order_by("tender", "no"):
        answers = list(question.answers.all())
        enquiry: dict[str, Any] = {
            "id": f"{lots[question.tender_id] or 1}-{question.no}",
            "date": moment(question.answered_at),  # when it was published: the hour of asking could tell who asked
            "description": question.published_text,
            "answer": answers[-1].text if answers else "",
            "dateAnswered": moment(answers[-1].at if answers else question.answered_at),
        }
        if lots[question.tender_id] is not None:
            enquiry["relatedLot"] = str(lots[question.tender_id])
        found.append(enquiry)
    return found


def amendments(tenders: list[Tender]) -> list[dict[str, Any]]:
    """Approved changes of the notice and later deadlines, in order of time."""
    lots = {tender.pk: tender.lot_no or 1 for tender in tenders}
    made = [
        (amendment.decided_at, f"{lots[amendment.tender_id]}-notice-{amendment.version}", amendment.reason)
        for amendment in Amendment.objects.filter(tender__in=tenders, approved=True)
    ]
    made += [
        (extension.decided_at, f"{lots[tender.pk]}-deadline-{place}", extension.reason)
        for tender in tenders
        for place, extension in enumerate(tender.extensions.filter(approved=True).order_by("pk"), start=1)
    ]
    return [{"id": key, "date": moment(at), "rationale": reason} for at, key, reason in sorted(made)]
