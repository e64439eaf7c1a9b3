"""DO: when the portal could not be reached, give every tender that was hit the same longer time; and say so.

Found by itself from the heartbeat of the web, or noted by one person and confirmed by a second (a line that was down
while the portal itself ran). The worker's silence is none: whoever wanted to bid could. One rule for all: each tender
that took bids in that time and would close before a day after it, closes later by the length of the outage, in whole
minutes, at least by half an hour. Nobody is left out because of a day of delivery: where the deadline has reached it,
the officer is told to amend it. Source: security T04, A-9.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.heart import while_serving
from portal.outbox.models import JobRun
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Outage, OutageExtension, OutageNote, Tender
from purchasing.bidding.rules.outages import extra_time, new_deadline
from purchasing.bidding.states import TenderState

log = logging.getLogger(__name__)
SILENCE = timedelta(minutes=3)  # so long without a heartbeat is an outage; the web beats four times a minute
MISSED = timedelta(minutes=1)  # so long without one, and it is not known whether anybody could bid
REACH = timedelta(days=1)  # tenders that close later than that have time enough
LONGEST = timedelta(days=14)
HEART = "bidding.heart"


@transaction.atomic
def note_outage(*, began_at: datetime, ended_at: datetime, reason: str, by: User) -> OutageNote:
    """An administrator or an officer notes an outage that is over; nothing moves before a second person confirms it."""
    require(policies.may_note_outage(by))
    now = db_now()
    _check_times(began_at, ended_at, now)
    if not reason.strip():
        raise RuleBroken(_("Say what happened: the bidders will read it."), field="reason")
    note = OutageNote.objects.create(began_at=began_at, ended_at=ended_at, reason=reason, noted_by=by)
    record(note, "noted", by=by, reason=reason, payload={"began_at": began_at, "ended_at": ended_at})
    announce("bidding.outage_noted", note=note.pk)
    return note


@transaction.atomic
def confirm_outage(note: OutageNote, *, by: User) -> Outage:
    """A second person confirms it: the tenders it hit, and that still take bids, close later."""
    require(policies.may_decide_outage(by, note))
    note = _undecided(note)
    now = db_now()
    _check_times(note.began_at, note.ended_at, now)
    outage = _extend(note.began_at, note.ended_at, reason=note.reason, by=note.noted_by, confirmed_by=by)
    note.decided_by, note.decided_at, note.outage = by, now, outage
    note.save(update_fields=["decided_by", "decided_at", "outage"])
    record(note, "confirmed", by=by, payload={"outage": str(outage.uid)})
    return outage


@transaction.atomic
def decline_outage(note: OutageNote, *, reason: str, by: User) -> OutageNote:
    """A second person does not find it so: no deadline moves."""
    require(policies.may_decide_outage(by, note))
    note = _undecided(note)
    if not reason.strip():
        raise RuleBroken(_("Say why: who noted it will read it."), field="reason")
    note.decided_by, note.decided_at, note.decline_reason = by, db_now(), reason[:500]
    note.save(update_fields=["decided_by", "decided_at", "decline_reason"])
    record(note, "declined", by=by, reason=reason)
    announce("bidding.outage_declined", note=note.pk)
    return note


def _undecided(note: OutageNote) -> OutageNote:
    note = OutageNote.objects.select_for_update(of=("self",)).select_related("noted_by").get(pk=note.pk)
    if note.decided_at is not None:
        raise WrongState(_("This outage has already been decided on."))
    return note


def _check_times(began_at: datetime, ended_at: datetime, now: datetime) -> None:
    if ended_at <= began_at:
        raise RuleBroken(_("An outage ends after it began."), field="ended_at")
    if ended_at > now:
        raise RuleBroken(_("Note an outage when it is over."), field="ended_at")
    if ended_at - began_at > LONGEST or now - ended_at > REACH:
        raise RuleBroken(
            _("Only an outage that ended within the last day, and lasted at most 14 days, can be noted."),
            field="began_at",
        )


@while_serving
@transaction.atomic
def beat() -> Outage | None:
    """The web serves. After a silence of its heart every tender that was hit gets its time, before any is closed."""
    heart, made = JobRun.objects.select_for_update(of=("self",)).get_or_create(name=HEART, period="latest")
    now = db_now()  # with the heart in hand: the clock of a sandbox moves on only together with it
    last, heart.started_at = heart.started_at, now
    heart.save(update_fields=["started_at"])
    if made or now - last <= SILENCE:
        return None
    if queries.web_has_served(last + MISSED, now - MISSED):
        log.error("bidding: no heartbeat for %s, yet people were served: no outage", now - last)
        return None
    with translation.override("ko"):
        reason = _("The portal did not run.")
    log.warning("bidding: no heartbeat for %s", now - last)
    return _extend(last, now, reason=reason, by=None)


def web_serves(now: datetime) -> bool:
    """Whether the web has beaten of late. Where it never has, nothing is known of a silence."""
    last = JobRun.objects.filter(name=HEART, period="latest").values_list("started_at", flat=True).first()
    return last is None or now - last <= MISSED


def _extend(
    began_at: datetime, ended_at: datetime, *, reason: str, by: User | None, confirmed_by: User | None = None
) -> Outage:
    extra = extra_time(ended_at - began_at)
    outage = Outage.objects.create(
        began_at=began_at, ended_at=ended_at, extra=extra, reason=reason, noted_by=by, confirmed_by=confirmed_by
    )
    hit = Tender.objects.select_for_update(of=("self",)).filter(
        state=TenderState.PUBLISHED, opens_at__lt=ended_at, closes_at__gt=began_at, closes_at__lte=ended_at + REACH
    )
    for tender in hit.order_by("pk"):
        before, after = tender.deadline, new_deadline(tender.deadline, ended_at, extra)
        OutageExtension.objects.create(outage=outage, tender=tender, closed_at_before=before, closes_at=after)
        tender.closes_at = after
        tender.save(update_fields=["closes_at"])
        payload = {"before": before, "closes_at": after, "outage": str(outage.uid)}
        record(tender, "deadline_extended", by=confirmed_by or by, reason=reason, payload=payload)
        announce("bidding.deadline_extended", tender=tender.pk, extension=None, outage=outage.pk)
        if queries.delivery_overtaken(tender):
            announce("bidding.delivery_overtaken", tender=tender.pk)
    return outage
