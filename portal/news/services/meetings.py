"""DO: exchange meetings: planned by one, announced by another, moved, called off, held."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken
from portal.files.models import File
from portal.files.services import publish_file
from portal.news.models import Meeting, MeetingFile, MeetingSession, Registration
from portal.news.policies import meetings as policies
from portal.news.queries import meetings as queries
from portal.news.services.places import fill_places
from portal.news.states import MeetingState, RegistrationState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

REASON = 500
MOST_FILES = 20


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


@transaction.atomic
def plan_meeting(*, by: User, **facts: Any) -> Meeting:
    """A plan."""
    require(policies.may_write_meetings(by))
    meeting = Meeting(number=next_number("MTG"), written_by=by, **facts)
    checked(meeting)
    meeting.save(force_insert=True)
    record(meeting, "written", by=by)
    return meeting


@transaction.atomic
def edit_meeting(meeting: Meeting, *, by: User, **facts: Any) -> Meeting:
    """Change a plan; who changes it counts as its writer."""
    meeting = locked(meeting)
    require(policies.may_edit_meeting(by, meeting))
    for name, value in facts.items():
        setattr(meeting, name, value)
    meeting.written_by = by
    checked(meeting)
    meeting.save()
    _check_sessions(meeting, meeting.sessions.all())
    record(meeting, "edited", by=by)
    return meeting


@transaction.atomic
def set_sessions(meeting: Meeting, sessions: Sequence[dict[str, Any]], *, by: User) -> None:
    """The parts of a planned meeting, as they are from now on."""
    meeting = locked(meeting)
    require(policies.may_edit_meeting(by, meeting))
    made = [MeetingSession(meeting=meeting, **each) for each in sessions]
    _check_sessions(meeting, made)
    meeting.sessions.all().delete()
    for session in made:
        checked(session, but=("meeting",))
        session.save()
    record(meeting, "sessions_set", by=by, payload={"count": len(made)})


def _check_sessions(meeting: Meeting, sessions: Any) -> None:
    for session in sessions:
        if session.starts_at < meeting.starts_at or session.ends_at > meeting.ends_at:
            raise RuleBroken(_("A session lies within the meeting: %(title)s") % {"title": session.title_ko})


@transaction.atomic
def propose_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Hand it to a second person."""
    meeting = locked(meeting)
    require(policies.may_edit_meeting(by, meeting))
    _check_to_come(meeting.closes_at)
    move(meeting, "propose", by=by, written_by=by, reason="")
    announce("news.meeting_proposed", meeting=meeting.pk)
    return meeting


def _check_to_come(closes_at: datetime) -> None:
    if closes_at <= db_now():
        raise RuleBroken(_("Registration would be closed already: choose a later time."), field="closes_at")


@transaction.atomic
def return_meeting(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """Back to its writer, with the reason."""
    meeting = locked(meeting)
    require(policies.may_decide_meeting(by, meeting))
    if not reason.strip():
        raise RuleBroken(_("Say what should change."), field="reason")
    move(meeting, "return", by=by, reason=reason.strip()[:REASON])
    Meeting.objects.filter(pk=meeting.pk).update(reason=reason.strip()[:REASON])
    announce("news.meeting_returned", meeting=meeting.pk)
    return meeting


@transaction.atomic
def publish_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Announce it: from its opening on people register."""
    meeting = locked(meeting)
    require(policies.may_decide_meeting(by, meeting))
    _check_to_come(meeting.closes_at)
    move(meeting, "publish", by=by, published_by=by, published_at=db_now())
    announce("news.meeting_announced", meeting=meeting.pk)
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, *, reason: str, by: User, **facts: Any) -> Meeting:
    """Another time, place or number of places; everybody registered is told, calendars follow."""
    meeting = locked(meeting)
    require(policies.may_move_meeting(by, meeting))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody registered reads it."), field="reason")
    before = {name: str(getattr(meeting, name)) for name in facts}
    shift = facts.get("starts_at", meeting.starts_at) - meeting.starts_at
    for name, value in facts.items():
        setattr(meeting, name, value)
    if meeting.capacity < queries.taken_places(meeting):
        raise RuleBroken(_("More people are registered than there would be places."), field="capacity")
    if meeting.starts_at <= db_now():
        raise RuleBroken(_("A meeting moves to a time to come."), field="starts_at")
    meeting.version, meeting.changed_at, meeting.reason = meeting.version + 1, db_now(), reason.strip()[:REASON]
    checked(meeting)
    meeting.save()
    for session in meeting.sessions.all():
        session.starts_at += shift
        session.ends_at += shift
        session.save()
    _check_sessions(meeting, meeting.sessions.all())
    record(meeting, "moved", by=by, reason=reason.strip()[:REASON], payload={"before": before})
    fill_places(meeting)
    announce("news.meeting_moved", meeting=meeting.pk)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """Call it off; everybody registered is told with the reason."""
    meeting = locked(meeting)
    require(policies.may_cancel_meeting(by, meeting))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody registered reads it."), field="reason")
    announced = meeting.state == MeetingState.OPEN
    version = meeting.version + 1
    move(meeting, "cancel", by=by, reason=reason.strip()[:REASON], changed_at=db_now(), version=version)
    Meeting.objects.filter(pk=meeting.pk).update(reason=reason.strip()[:REASON])
    if announced:
        announce("news.meeting_cancelled", meeting=meeting.pk)
    return meeting


def hold_over() -> int:
    """Sweep: meetings whose end has passed were held; who did not come is noted, who came is asked how it was."""
    done = 0
    for meeting in queries.meetings_over(db_now()):
        with transaction.atomic():
            held = locked(meeting)
            if held.state != MeetingState.OPEN or held.ends_at >= db_now():
                continue
            move(held, "hold", by=None)
            registered = Registration.objects.select_for_update(of=("self",)).filter(
                meeting=held, state=RegistrationState.REGISTERED
            )
            for registration in registered:
                move(registration, "miss", by=None)
            announce("news.meeting_held", meeting=held.pk)
            done += 1
    return done


@transaction.atomic
def add_material(meeting: Meeting, file: File, *, by: User) -> MeetingFile:
    """What was shown or handed out; everybody may read it from now on."""
    meeting = locked(meeting)
    require(policies.may_run_meeting(by, meeting))
    if meeting.materials.count() >= MOST_FILES:
        raise RuleBroken(_("At most %(most)d files go with a meeting.") % {"most": MOST_FILES}, field="files")
    publish_file(file, by=by)
    record(meeting, "material_added", by=by, payload={"sha256": file.sha256})
    return MeetingFile.objects.create(meeting=meeting, file=file)
