"""DO: put documents into a draft, or take them out. Source: domain 2.11 (documents of a tender)."""

from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.files.services import discard_file, publish_file, store_upload
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Tender, TenderDocument
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.states import DocumentKind, Reach, TenderState

MOST_DOCUMENTS = 40


@transaction.atomic
def add_document(
    tender: Tender, upload: Upload, *, by: User, title_ko: str = "", title_en: str = "", kind: str = DocumentKind.OTHER
) -> TenderDocument:
    """Put a document into the draft. Without a title it is called by the name of its file."""
    require(policies.may_edit_tender(by, tender))
    tender = locked(tender)
    if tender.state != TenderState.DRAFT:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    if queries.documents_of(tender).count() >= MOST_DOCUMENTS:
        raise RuleBroken(_("A notice has at most %(most)s documents.") % {"most": MOST_DOCUMENTS}, field="file")
    file = store_upload(upload, company=by.company, by=by)
    document = TenderDocument(
        tender=tender,
        no=next_document_no(tender),
        kind=kind,
        title_ko=title_ko or file.name,
        title_en=title_en,
        file=file,
        added_by=by,
    )
    checked(document)
    document.save()
    record(tender, "document_added", by=by, payload={"document": document.title_ko, "sha256": file.sha256})
    return document


@transaction.atomic
def remove_document(document: TenderDocument, *, by: User) -> None:
    """Take a document out of the draft; its file goes with it unless another tender holds it too."""
    tender = locked(document.tender)
    require(policies.may_edit_tender(by, tender))
    if tender.state != TenderState.DRAFT:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    file = document.file
    record(tender, "document_removed", by=by, payload={"document": document.title_ko, "sha256": file.sha256})
    document.delete()
    if not TenderDocument.objects.filter(file=file).exists():
        discard_file(file, by=by)


def next_document_no(tender: Tender) -> int:
    """The number after the last one that was ever given."""
    return (tender.documents.aggregate(last=Max("no"))["last"] or 0) + 1


def publish_documents(tender: Tender, *, by: User | None) -> None:
    """Everybody may read the documents of an open notice; those of an invited one stay with who is invited."""
    if tender.reach == Reach.OPEN:
        for document in queries.documents_of(tender):
            publish_file(document.file, by=by)
