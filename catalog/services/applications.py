"""The applicant's side: an application is written, given documents, submitted, withdrawn. Source: domain 1.7."""

from collections.abc import Collection, Mapping

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import ApplicationDocument, GroupApplication, GroupCall
from catalog.queries.registration import is_registered, missing_documents
from catalog.states import APPLICANT_WRITES, DEREGISTERED, ESG_LIMITATION, ApplicationState, CallState
from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import discard_file, store_upload
from portal.files.states import Kind
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Certificate, Company, User
from portal.people.queries import standing_of
from portal.policy import require

PAPERS = (Kind.PDF, Kind.PNG, Kind.JPG, Kind.XLSX, Kind.DOCX, Kind.HWP, Kind.HWPX)
MOST_DOCUMENTS = 20


def _open(call: GroupCall) -> None:
    """Equal is in time. Source: domain CNV-04."""
    if call.state != CallState.ANNOUNCED or db_now() > call.closes_at:
        raise WrongState(_("This announcement no longer takes applications."))


def _held(application: GroupApplication) -> GroupApplication:
    rows = GroupApplication.objects.select_for_update(of=("self",)).select_related("call__group", "company")
    return rows.get(pk=application.pk)


def refuse_deregistered(company: Company) -> None:
    """While a de-registration lasts (a supply limitation of level 5) nothing is applied for, and nothing decided."""
    if standing_of(company, ESG_LIMITATION, today()) == DEREGISTERED:
        raise RuleBroken(
            _("%(name)s is de-registered by an ESG supply limitation of level 5: no application while it lasts.")
            % {"name": company.name}
        )


@transaction.atomic
def start_application(call: GroupCall, *, by: User) -> GroupApplication:
    """Begin an application for the company that one acts for; pressed twice it gives the one that was begun."""
    require(policies.may_apply(by))
    company = by.company
    assert company is not None  # noqa: S101 (the policy asked)
    call = GroupCall.objects.select_related("group").get(pk=call.pk)
    _open(call)
    refuse_deregistered(company)
    begun = GroupApplication.objects.exclude(state=ApplicationState.WITHDRAWN)
    if application := begun.filter(call=call, company=company).first():
        return application
    if is_registered(company, call.group.code, today()):
        raise RuleBroken(_("Your company is registered for this group already."))
    try:
        with transaction.atomic():
            application = GroupApplication.objects.create(
                number=next_number("REG"), call=call, company=company, created_by=by
            )
    except IntegrityError:  # a colleague pressed at the same moment
        return begun.get(call=call, company=company)
    record(application, "begun", by=by)
    return application


@transaction.atomic
def save_application(
    application: GroupApplication,
    *,
    by: User,
    answers: Mapping[str, str],
    references: str = "",
    certificates: Collection[Certificate] = (),
) -> GroupApplication:
    """Keep what was written; only while it is a draft, or came back for documents."""
    require(policies.may_write_application(by, application))
    application = _writable(application)
    codes = {row["code"] for row in application.call.criteria}
    application.answers = {code: text[:2000] for code, text in answers.items() if code in codes and text}
    application.references = references[:2000]
    application.save(update_fields=["answers", "references"])
    own = Certificate.objects.filter(company_id=application.company_id, pk__in=[row.pk for row in certificates])
    application.certificates.set(own)
    return application


def _writable(application: GroupApplication) -> GroupApplication:
    application = _held(application)
    if application.state not in APPLICANT_WRITES:
        raise WrongState(_("This application has been submitted. Reload the page to see where it stands."))
    if application.state == ApplicationState.DRAFT:
        _open(application.call)
    return application


@transaction.atomic
def add_document(application: GroupApplication, upload: Upload, *, code: str, by: User) -> ApplicationDocument:
    """Add a file for one of the documents needed; checked and scanned like every upload."""
    require(policies.may_write_application(by, application))
    application = _writable(application)
    if code not in {row["code"] for row in application.call.documents}:
        raise RuleBroken(_("Choose which document this is."), field="code")
    if application.documents.count() >= MOST_DOCUMENTS:
        raise RuleBroken(_("At most %(most)d files belong to an application.") % {"most": MOST_DOCUMENTS}, field="file")
    file = store_upload(upload, company=application.company, by=by, kinds=PAPERS)
    document = ApplicationDocument.objects.create(application=application, code=code, file=file, added_by=by)
    record(application, "document_added", by=by, payload={"document": code, "sha256": file.sha256})
    return document


@transaction.atomic
def remove_document(document: ApplicationDocument, *, by: User) -> None:
    """Take a file out again."""
    require(policies.may_write_application(by, document.application))
    application = _writable(document.application)
    file = document.file
    record(application, "document_removed", by=by, payload={"document": document.code, "sha256": file.sha256})
    document.delete()
    discard_file(file, by=by)


@transaction.atomic
def submit_application(application: GroupApplication, *, by: User) -> GroupApplication:
    """Submit, or send missing documents after a return. Complete, and in time by the database's clock."""
    require(policies.may_submit_application(by, application))
    application = _writable(application)
    refuse_deregistered(application.company)
    if missing := missing_documents(application):
        names = ", ".join(missing)
        raise RuleBroken(_("Still missing: %(names)s.") % {"names": names}, field="documents")
    if blank := [row for row in application.call.criteria if not application.answers.get(row["code"])]:
        raise RuleBroken(_("Say for every criterion what speaks for your company."), field=f"answer_{blank[0]['code']}")
    if application.state == ApplicationState.RETURNED:
        move(application, "complete", by=by)
        announce("catalog.application_completed", application=application.pk)
    else:
        move(application, "apply", by=by, applied_by=by, applied_at=db_now())
        announce("catalog.application_submitted", application=application.pk)
    return application


@transaction.atomic
def withdraw_application(application: GroupApplication, *, by: User) -> GroupApplication:
    """Take it back before it is decided; while the announcement runs, another one may be begun."""
    require(policies.may_submit_application(by, application))
    move(application, "withdraw", by=by)
    return application
