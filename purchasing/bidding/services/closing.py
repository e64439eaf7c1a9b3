"""DO: extend the deadline with a second person; close at the deadline."""

import logging
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, sweeps, ticks
from portal.people.models import User
from portal.policy import require
from portal.sealing import merkle
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import DeadlineExtension, SealedList, Tender
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.services.lots_along import check_new_deadline, move_lots_along
from purchasing.bidding.services.outages import beat, web_serves
from purchasing.bidding.states import TenderState

log = logging.getLogger(__name__)
READER_WAITS_MS = 500


@transaction.atomic
def request_extension(tender: Tender, *, closes_at: datetime, reason: str, by: User) -> DeadlineExtension:
    """Ask for a later deadline; it is in force when an approver agrees in time."""
    require(policies.may_request_extension(by, tender))
    tender = locked(tender)
    _check_running(tender)
    if not reason.strip():
        raise RuleBroken(_("Say why: the bidders will read it."), field="reason")
    if closes_at <= tender.deadline:
        raise RuleBroken(_("A deadline only moves later."), field="closes_at")
    check_new_deadline(tender, closes_at=closes_at)
    extension = DeadlineExtension(
        tender=tender, closed_at_before=tender.deadline, closes_at=closes_at, reason=reason, asked_by=by
    )
    checked(extension)
    extension.save()
    record(tender, "extension_requested", by=by, reason=reason, payload={"closes_at": closes_at})
    announce("bidding.extension_requested", tender=tender.pk, extension=extension.pk)
    return extension


@transaction.atomic
def approve_extension(extension: DeadlineExtension, *, by: User) -> Tender:
    """The second person: from now on the later deadline holds, and every bidder is told."""
    require(policies.may_decide_extension(by, extension))
    tender = locked(extension.tender)
    _check_running(tender)
    if extension.closes_at <= tender.deadline:
        raise WrongState(_("The deadline has meanwhile moved beyond this date."))
    check_new_deadline(tender, closes_at=extension.closes_at)
    _decide(extension, approved=True, by=by)
    tender.closes_at = extension.closes_at
    tender.save(update_fields=["closes_at"])
    payload = {"before": extension.closed_at_before, "closes_at": extension.closes_at}
    record(tender, "deadline_extended", by=by, reason=extension.reason, payload=payload)
    announce("bidding.deadline_extended", tender=tender.pk, extension=extension.pk)
    move_lots_along(tender, reason=extension.reason, asked_by=extension.asked_by, by=by)
    return tender


@transaction.atomic
def decline_extension(extension: DeadlineExtension, *, reason: str, by: User) -> DeadlineExtension:
    """The deadline stays."""
    require(policies.may_decide_extension(by, extension))
    _decide(extension, approved=False, by=by)
    record(extension.tender, "extension_declined", by=by, reason=reason)
    announce("bidding.extension_declined", tender=extension.tender_id, extension=extension.pk)
    return extension


def _decide(extension: DeadlineExtension, *, approved: bool, by: User) -> None:
    decision = {"approved": approved, "decided_by": by, "decided_at": db_now()}
    if not DeadlineExtension.objects.filter(pk=extension.pk, decided_at=None).update(**decision):
        raise WrongState(_("Someone else has already decided on this extension."))
    for name, value in decision.items():
        setattr(extension, name, value)


def _check_running(tender: Tender) -> None:
    if tender.state != TenderState.PUBLISHED or db_now() >= tender.deadline:
        raise WrongState(_("The deadline has passed: it can no longer be moved."))


@transaction.atomic
def close_tender(tender: Tender, *, by: User | None = None) -> Tender:
    """Close at the deadline: the lock waits for bids in flight, then the bids are counted and their seals noted.

    ``by`` is None for the job. With fewer bids than the notice asked for the tender fails, its bids unread.
    """
    tender = locked(tender)
    now = db_now()
    if tender.state == TenderState.PUBLISHED and now < tender.deadline:
        raise WrongState(_("The deadline has not passed yet."))
    entries = queries.commitments_of(tender)
    root = merkle.root([commitment for _pk, commitment in entries]).hex()
    sealed = queries.current_bids(tender).count()
    payload = {"bids": sealed, "entries": len(entries), "root": root}
    move(tender, "close", by=by, payload=payload, closed_at=now, bid_count=sealed)
    SealedList.objects.create(tender=tender, root=root, entries=len(entries))
    announce("bidding.tender_closed", tender=tender.pk)
    if sealed < tender.min_bids:
        move(tender, "fail", by=by, reason=rules.Failure.TOO_FEW, failure=rules.Failure.TOO_FEW.value, ended_at=now)
        announce("bidding.tender_failed", tender=tender.pk)
    return tender


def close_if_due(tender: Tender, now: datetime) -> Tender:
    """The tender as whoever reads it at ``now`` should find it: closed, when its deadline has passed.

    Nobody waits for the next round of the sweeps; where an outage moved the deadline it stays open. One that cannot be
    locked at once (bids are on their way in) is shown as it is, and closed in the next round: no reader waits for it.
    """
    if tender.state != TenderState.PUBLISHED or now < tender.deadline:
        return tender
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = %s", [f"{READER_WAITS_MS}ms"])
            beat()  # first: a deadline that passed while nobody could bid is moved, not closed
            tender.refresh_from_db(fields=["state", "closes_at"])
            if tender.state == TenderState.PUBLISHED and db_now() >= tender.deadline:
                close_tender(tender)
    except WrongState:  # somebody else has just closed it
        pass
    except OperationalError:
        log.warning("bidding: %s could not be locked for closing; it is tried again", tender.number)
        return tender
    tender.refresh_from_db()
    return tender


@sweeps
@ticks
def close_at_the_deadline() -> None:
    """Every few seconds, so that a tender closes within seconds of its deadline.

    While the web is silent none is closed: perhaps nobody can bid. When it serves again, its first beat moves the
    deadlines that an outage hit, and what is still due is closed.
    """
    now = db_now()
    if queries.due_to_close(now).exists() and web_serves(now):
        close_due_tenders()


def close_due_tenders() -> int:
    """Close every tender whose deadline has passed; one that cannot be locked now is left for the next round."""
    closed = 0
    for tender in queries.due_to_close(db_now()):
        try:
            close_tender(tender)
        except WrongState:  # somebody else has just closed it
            continue
        except OperationalError:
            log.warning("bidding: %s could not be locked for closing; it is tried again", tender.number)
            continue
        closed += 1
    return closed
