"""DO: certificates that an applicant names; the check of their numbers. Source: domain 9.4 (forged certificates)."""

from datetime import date

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import db_now, today
from portal.encrypted.fields import same
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.files.states import PICTURES, Kind
from portal.people.models import User
from portal.policy import require
from portal.privacy.services.destruction import shred
from sharedgrowth.jobs.models import Application, Paper
from sharedgrowth.jobs.policies import applications as policies
from sharedgrowth.jobs.rules.hiring import asked_numbers
from sharedgrowth.jobs.services.applications import locked
from sharedgrowth.jobs.states import PaperState

MOST_PAPERS = 10
COPIES = frozenset({Kind.PDF, *PICTURES})


@transaction.atomic
def add_paper(
    application: Application,
    *,
    title: str,
    number: str,
    issuer: str,
    issued_on: date,
    upload: Upload | None = None,
    by: User,
) -> Paper:
    """Name a certificate by its number; a copy may lie beside, and goes when the data goes."""
    require(policies.may_write(by, application))
    held = locked(application)
    require(policies.may_write(by, held))
    if held.papers.count() >= MOST_PAPERS:
        raise RuleBroken(_("At most %(most)s certificates can be named.") % {"most": MOST_PAPERS})
    for field, typed in (("title", title), ("number", number), ("issuer", issuer)):
        if asked_numbers([typed]):  # firms read these
            raise RuleBroken(_("Leave out resident numbers: they are never kept here."), field=field)
    if issued_on > today():
        raise RuleBroken(_("The day lies in the future."), field="issued_on")
    paper = Paper(application=held, title=title, number=number.upper(), issuer=issuer, issued_on=issued_on)
    checked(paper)
    if held.papers.filter(**same(Paper, "same_paper", paper.issuer, paper.number)).exists():  # also under an older key
        raise RuleBroken(_("This certificate is named already."), field="number")
    if upload is not None:
        paper.file = store_upload(upload, company=None, by=None, kinds=COPIES)  # of the person, of no company
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError as twice:
        raise RuleBroken(_("This certificate is named already."), field="number") from twice
    record(held, "paper_added", by=by)
    return paper


@transaction.atomic
def remove_paper(paper: Paper, *, by: User) -> None:
    """Take it out; its copy is destroyed."""
    require(policies.may_write(by, paper.application))
    held = locked(paper.application)
    require(policies.may_write(by, held))
    found = held.papers.select_related("file").filter(pk=paper.pk).first()
    if found is None:
        return
    file = found.file
    found.delete()
    if file is not None:
        shred([file])
    record(held, "paper_removed", by=by)


@transaction.atomic
def check_paper(paper: Paper, *, known: bool, by: User) -> Paper:
    """What the issuer says of the number."""
    require(policies.may_check_paper(by, paper.application))
    paper.check_state = PaperState.CONFIRMED if known else PaperState.UNKNOWN
    paper.checked_by, paper.checked_at = by, db_now()
    paper.save(update_fields=["check_state", "checked_by", "checked_at"])
    record(paper.application, "paper_checked", by=by, payload={"paper": paper.pk, "known": known})
    return paper
