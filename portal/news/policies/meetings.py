"""WHO: exchange meetings: written by one, announced by another; registered by whoever comes."""

from typing import Any

from django.utils.translation import gettext as _

from portal.news.models import Meeting, Registration
from portal.news.queries.roles import ORGANISERS, PUBLISHERS, has
from portal.news.states import MeetingState, RegistrationState
from portal.people.models import User
from portal.policy import YES, Verdict, no


def may_write_meetings(user: Any) -> Verdict:
    """Plan one."""
    if not has(user, *ORGANISERS):
        return no(_("Meetings are planned by shared growth and corporate citizenship."))
    return YES


def may_edit_meeting(user: Any, meeting: Meeting) -> Verdict:
    """Change a plan; sessions also while it is announced."""
    if not has(user, *ORGANISERS):
        return may_write_meetings(user)
    if meeting.state != MeetingState.DRAFT:
        return no(_("Only a draft changes. Have it returned first."))
    return YES


def may_decide_meeting(user: Any, meeting: Meeting) -> Verdict:
    """Announce or return what another one planned."""
    if not has(user, *PUBLISHERS):
        return no(_("Meetings are announced by shared growth, corporate citizenship or an approver."))
    if meeting.state != MeetingState.PROPOSED:
        return no(_("This meeting does not wait for a second person."))
    if meeting.written_by_id == user.pk:
        return no(_("Who wrote the meeting does not announce it: ask a colleague."))
    return YES


def may_run_meeting(user: Any, meeting: Meeting) -> Verdict:
    """See who comes, check people in, hand out materials."""
    if not has(user, *ORGANISERS):
        return no(_("Meetings are run by shared growth and corporate citizenship."))
    if meeting.state not in (MeetingState.OPEN, MeetingState.HELD):
        return no(_("This meeting is not announced."))
    return YES


def may_move_meeting(user: Any, meeting: Meeting) -> Verdict:
    """Another time, place or number of places for an announced meeting: everybody registered is told."""
    if not has(user, *ORGANISERS):
        return may_write_meetings(user)
    if meeting.state != MeetingState.OPEN:
        return no(_("Only an announced meeting moves."))
    return YES


def may_cancel_meeting(user: Any, meeting: Meeting) -> Verdict:
    """Call it off."""
    if not has(user, *ORGANISERS):
        return may_write_meetings(user)
    if meeting.state not in (MeetingState.DRAFT, MeetingState.PROPOSED, MeetingState.OPEN):
        return no(_("This meeting is over."))
    return YES


def may_check_in(user: Any, registration: Registration) -> Verdict:
    """Note that somebody came."""
    return may_run_meeting(user, registration.meeting)


def is_own(user: Any, registration: Registration) -> bool:
    """Whether the registration is the person's."""
    return isinstance(user, User) and registration.user_id == user.pk


def may_leave(registration: Registration) -> Verdict:
    """Give a place back; who holds the link or the account may."""
    if registration.state not in (RegistrationState.PENDING, RegistrationState.REGISTERED, RegistrationState.WAITING):
        return no(_("This registration is not open any more."))
    return YES
