"""DO: both sides add files to a delivery while it is open, or while the payment for it is held: its note, photos."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries
from purchasing.contracts.models import Delivery, DeliveryPaper
from purchasing.contracts.services.checks import locked
from purchasing.contracts.services.facts import measure_answer_to_hold
from purchasing.contracts.states.papers import PaperKind

MOST_PAPERS = 30  # of one delivery


@transaction.atomic
def add_papers(delivery: Delivery, *, kind: str, uploads: Iterable[UploadedFile], by: User) -> list[DeliveryPaper]:
    """Keep the files with the delivery; nobody takes one away. The other side is told.

    After the inspection only the payee adds one, while the payment of the invoice is held: it is the answer to the
    hold, and who placed it is told.
    """
    require(policies.may_add_paper(by, delivery))
    if kind not in PaperKind.values:
        raise RuleBroken(_("Choose what the files are."), field="kind")
    locked(delivery.contract)
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).select_related("contract", "invoice").get(pk=delivery.pk)
    )
    hold = queries.hold_to_answer(delivery, by.company_id)
    if delivery.state not in queries.UNDER_WAY and hold is None:
        raise WrongState(_("The result of the inspection is in: no file is added any more."))
    known = set(delivery.papers.values_list("file__sha256", flat=True))
    room = MOST_PAPERS - delivery.papers.count()
    made: list[DeliveryPaper] = []
    for upload in uploads:
        file = store_upload(upload, company=by.company, by=by)
        if file.sha256 in known:
            raise RuleBroken(_("%(name)s is already here.") % {"name": file.name}, field="files")
        if len(made) == room:
            raise RuleBroken(_("A delivery has at most %(most)s files.") % {"most": MOST_PAPERS}, field="files")
        known.add(file.sha256)
        made.append(DeliveryPaper.objects.create(delivery=delivery, file=file, kind=kind, added_by=by))
    if not made:
        raise RuleBroken(_("Choose a file."), field="files")
    told = {"kind": kind, "files": [paper.file.name for paper in made], "sha256": [paper.file.sha256 for paper in made]}
    record(delivery, "papers_added", by=by, payload=told)
    announce("contracts.papers_added", delivery=delivery.pk, company=by.company_id, count=len(made))
    if delivery.invoice and hold is not None:
        measure_answer_to_hold(delivery.invoice)
        record(delivery.invoice, "hold_answered", by=by, payload=told)
        announce("contracts.hold_answered", invoice=delivery.invoice.pk, hold=hold.pk)
    return made
