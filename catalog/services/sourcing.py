"""DO: write a sourcing request, have it approved, open it, move its deadline, close it, end it. Source: domain 1.7."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.files.base import File as Upload
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from catalog.models import ClassNode, Product, RequestAttribute, RequestFile, RequestInvitation, SourcingRequest
from catalog.policies import sourcing as may
from catalog.queries.classes import definitions_for
from catalog.queries.sourcing import due_to_close, proposal_count, requirements_of, unanswered_requests
from catalog.rules.sourcing import MIN_OPEN_DAYS
from catalog.services.asked import Entered, checked, locked_request, need_reason, read_required, require_no_trial
from catalog.states import Level, RequestKind, RequestState
from portal.audit.queries import timeline_of
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import Company, User
from portal.policy import require

log = logging.getLogger(__name__)
MOST_FILES = 10
R = RequestState


class Facts(TypedDict, total=False):
    """What a requester writes."""

    kind: str
    title_ko: str
    title_en: str
    reason: str
    class_node: ClassNode
    reference: Product | None
    part_number: str
    annual_qty: Decimal | None
    uom: str
    current_price_won: Decimal | None
    need_by: date | None
    visibility: str
    closes_at: datetime | None


@transaction.atomic
def draft_request(*, by: User, **facts: Unpack[Facts]) -> SourcingRequest:
    """Begin a request. Nothing of it is seen outside before it is opened."""
    require(may.may_write_request(by))
    request = SourcingRequest(number=next_number("SRQ"), requester=by, department=by.membership.department)
    _write(request, facts)
    record(request, "drafted", by=by)
    return request


@transaction.atomic
def edit_request(request: SourcingRequest, *, by: User, **facts: Unpack[Facts]) -> SourcingRequest:
    """Change a draft. Another class drops the attributes that it does not have."""
    require(may.may_edit_request(by, request))
    request = _draft(request)
    before = request.class_node_id
    _write(request, facts)
    if request.class_node_id != before:
        kept = definitions_for(request.class_node)
        ids = [definition.pk for definition in kept.values()]
        request.attributes.exclude(definition__in=ids).delete()
    record(request, "edited", by=by, payload={"fields": sorted(facts)})
    return request


def _draft(request: SourcingRequest) -> SourcingRequest:
    request = locked_request(request)
    if request.state != R.DRAFT or request.asked_at is not None:
        raise WrongState(_("This request is no longer written. Take it back from approval first."))
    return request


def _write(request: SourcingRequest, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if name not in Facts.__annotations__:
            raise TypeError(f"a request has no {name!r} that a requester writes")
        setattr(request, name, value)
    check_class(request.class_node)
    check_need_by(request.need_by)
    checked(request)
    request.save()


def check_class(node: ClassNode) -> None:
    """A class in use, narrow enough that its attributes can be asked for."""
    if node.level not in (Level.CLASS, Level.COMMODITY):
        raise RuleBroken(_("Choose a class of the third or fourth level (6 or 8 digits)."), field="class_node")
    if not node.active:
        raise RuleBroken(_("This class has been retired. Choose another one."), field="class_node")


def check_need_by(day: date | None) -> None:
    """A day ahead, or none yet."""
    if day is not None and day <= today():
        raise RuleBroken(_("The day by which it is needed lies in the future."), field="need_by")


@transaction.atomic
def ask_for(request: SourcingRequest, entered: Entered, *, by: User) -> list[RequestAttribute]:
    """What is required, attribute by attribute; replaces what was asked for before."""
    require(may.may_edit_request(by, request))
    request = _draft(request)
    rows = read_required(definitions_for(request.class_node), entered)
    request.attributes.all().delete()
    RequestAttribute.objects.bulk_create(RequestAttribute(request=request, **row) for row in rows)
    record(request, "requirements_set", by=by, payload={"attributes": [row["definition"].code for row in rows]})
    return requirements_of(request)


@transaction.atomic
def attach_request_file(request: SourcingRequest, upload: Upload, *, by: User) -> RequestFile:
    """A drawing or document that those who may propose read."""
    require(may.may_edit_request(by, request))
    request = _draft(request)
    if request.files.count() >= MOST_FILES:
        raise RuleBroken(_("A request has at most %(most)d files.") % {"most": MOST_FILES}, field="upload")
    file = store_upload(upload, company=by.company, by=by)
    row = RequestFile.objects.create(request=request, file=file)
    record(request, "file_attached", by=by, payload={"sha256": file.sha256})
    return row


@transaction.atomic
def detach_request_file(row: RequestFile, *, by: User) -> None:
    """Take a file off the draft."""
    require(may.may_edit_request(by, row.request))
    request = _draft(row.request)
    row.delete()
    record(request, "file_detached", by=by)


def lacks(request: SourcingRequest) -> list[tuple[str, str]]:
    """What is missing before it can be approved: the step and the words."""
    asked = requirements_of(request)
    needs_reference = request.kind in (RequestKind.ALTERNATIVE, RequestKind.LOCALISATION)
    named = request.reference_id is not None or bool(request.part_number)
    faults = [
        (not request.reason, "basics", _("Say why it is needed.")),
        (request.annual_qty is None, "basics", _("State the quantity per year.")),
        (request.need_by is None, "basics", _("State by when it is needed.")),
        (needs_reference and not named, "basics", _("Name the product or part number in use today.")),
        (not asked, "attributes", _("Ask for at least one attribute.")),
        (bool(asked) and not any(row.weight for row in asked), "attributes", _("At least one attribute has a weight.")),
    ]
    return [(step, words) for is_missing, step, words in faults if is_missing]


@transaction.atomic
def send_for_approval(request: SourcingRequest, *, by: User) -> SourcingRequest:
    """Hand the draft to the head of the department."""
    require(may.may_edit_request(by, request))
    request = _draft(request)
    if missing := lacks(request):
        raise RuleBroken(missing[0][1])
    request.asked_at = db_now()
    request.save(update_fields=["asked_at"])
    record(request, "sent_for_approval", by=by)
    announce("catalog.sourcing_sent", request=request.pk)
    return request


@transaction.atomic
def return_request(request: SourcingRequest, *, reason: str, by: User) -> SourcingRequest:
    """Back to its writer: the head returns it, or the writer takes it back."""
    require(may.may_return_request(by, request))
    reason = need_reason(reason, _("Say what has to change."))
    request = locked_request(request)
    if not request.is_sent:
        raise WrongState(_("This request does not wait for approval. Reload the page to see where it stands."))
    request.asked_at = None
    request.save(update_fields=["asked_at"])
    record(request, "returned", by=by, reason=reason)
    if by.pk != request.requester_id:
        announce("catalog.sourcing_returned", request=request.pk)
    return request


@transaction.atomic
def approve_request(request: SourcingRequest, *, sent_at: datetime | None = None, by: User) -> SourcingRequest:
    """The head of the department agrees; from now on what it asks for does not change.

    ``sent_at`` is when what was read had been sent: a request taken back, changed and sent again is read again first.
    None: as it stands now.
    """
    require(may.may_approve_request(by, request))
    request = locked_request(request)
    require(may.may_approve_request(by, request))  # once more: its volume may have been changed meanwhile
    if not request.is_sent:
        raise WrongState(_("This request does not wait for approval. Reload the page to see where it stands."))
    if sent_at not in (None, request.asked_at):
        raise WrongState(
            _("The request was changed and sent again after you opened it. Read it once more, then decide.")
        )
    move(request, "approve", by=by, approver=by, approved_at=db_now())
    announce("catalog.sourcing_approved", request=request.pk)
    return request


def earliest_closing(day: date) -> date:
    """The first day on which a request opened on ``day`` may close. Source: domain 1.7."""
    return business_days_after(day, MIN_OPEN_DAYS)


@transaction.atomic
def open_request(request: SourcingRequest, *, closes_at: datetime, by: User) -> SourcingRequest:
    """Open it for proposals, for ten business days at least."""
    require(may.may_open_request(by, request))
    request = locked_request(request)
    now = db_now()
    _check_closing(closes_at, now)
    move(request, "open", by=by, payload={"closes_at": closes_at}, closes_at=closes_at, opened_at=now)
    announce("catalog.sourcing_opened", request=request.pk)
    return request


def _check_closing(closes_at: datetime, now: datetime) -> None:
    first = earliest_closing(now.astimezone(SEOUL).date())
    if closes_at.astimezone(SEOUL).date() < first:
        message = _("Suppliers need ten business days at least: the first possible day is %(day)s.")
        raise RuleBroken(message % {"day": first.isoformat()}, field="closes_at")


@transaction.atomic
def extend_request(request: SourcingRequest, *, closes_at: datetime, reason: str, by: User) -> SourcingRequest:
    """A later deadline, with a reason that everybody reads; never an earlier one, and not after it has passed."""
    require(may.may_extend_request(by, request))
    reason = need_reason(reason, _("Say why: suppliers will read it."))
    request = locked_request(request)
    if request.state != R.OPEN or request.closes_at is None or db_now() >= request.closes_at:
        raise WrongState(_("The deadline has passed: it can no longer be moved."))
    if closes_at <= request.closes_at:
        raise RuleBroken(_("A deadline only moves later."), field="closes_at")
    before, request.closes_at = request.closes_at, closes_at
    request.save(update_fields=["closes_at"])
    record(request, "extended", by=by, reason=reason, payload={"before": before, "closes_at": closes_at})
    announce("catalog.sourcing_extended", request=request.pk)
    return request


@transaction.atomic
def cancel_request(request: SourcingRequest, *, reason: str, by: User) -> SourcingRequest:
    """End it before anything is decided; who has proposed reads the reason."""
    require(may.may_cancel_request(by, request))
    reason = need_reason(reason, _("Say why: who has proposed will read it."))
    request = locked_request(request)
    require_no_trial(request)
    move(request, "cancel", by=by, reason=reason, end_reason=reason, decided_at=db_now())
    if request.opened_at is not None:
        announce("catalog.sourcing_cancelled", request=request.pk)
    return request


@transaction.atomic
def invite_supplier(
    request: SourcingRequest, company: Company, *, by: User, product: Product | None = None
) -> RequestInvitation:
    """Ask a supplier to propose; asked twice, it is told once."""
    require(may.may_invite(by, request))
    request = locked_request(request)
    if request.state not in (R.DRAFT, R.APPROVED, R.OPEN):
        raise WrongState(_("This request no longer takes proposals."))
    if not company.is_active or company.is_buyer:
        raise RuleBroken(_("%(name)s is not an active supplier.") % {"name": company}, field="company")
    try:
        with transaction.atomic():
            invitation = RequestInvitation.objects.create(
                request=request, company=company, product=product, invited_by=by
            )
    except IntegrityError:
        return RequestInvitation.objects.get(request=request, company=company)
    record(request, "supplier_invited", by=by, payload={"company": company.number})
    if request.state == R.OPEN:
        announce("catalog.sourcing_invited", request=request.pk, company=company.pk)
    return invitation


@transaction.atomic
def close_request(request: SourcingRequest, *, by: User | None = None) -> SourcingRequest:
    """Close at the deadline: the lock waits for proposals in flight. ``by`` is None for the job."""
    request = locked_request(request)
    now = db_now()
    if request.state == R.OPEN and request.closes_at is not None and now < request.closes_at:
        raise WrongState(_("The deadline has not passed yet."))
    move(request, "close", by=by, closed_at=now, payload={"proposals": proposal_count(request)})
    announce("catalog.sourcing_closed", request=request.pk)
    return request


@sweeps
def close_due_requests() -> int:
    """Close every request whose deadline has passed; one that cannot be locked now is left for the next round."""
    closed = 0
    for request in due_to_close(db_now()):
        try:
            close_request(request)
        except WrongState:  # somebody else has just closed it
            continue
        except OperationalError:
            log.warning("catalog: %s could not be locked for closing; it is tried again", request.number)
            continue
        closed += 1
    return closed


@sweeps
def remind_of_unanswered() -> int:
    """Once for each request to which nobody has proposed when half of its time is over. Source: domain 1.10 (jobs)."""
    told = 0
    for request in unanswered_requests(db_now()):
        with transaction.atomic():
            request = locked_request(request)
            if _was_reminded(request) or proposal_count(request):
                continue
            record(request, "unanswered", by=None)
            announce("catalog.sourcing_unanswered", request=request.pk)
            told += 1
    return told


def _was_reminded(request: SourcingRequest) -> bool:
    return timeline_of(request).filter(what="catalog.sourcingrequest.unanswered").exists()
