"""DO: who gets a place that becomes free: the first on the waiting list. Called under the lock of the meeting."""

from portal.audit.services import move
from portal.clock import db_now
from portal.news.models import Meeting, Registration
from portal.news.queries.meetings import taken_places
from portal.news.states import MeetingState, RegistrationState
from portal.outbox.services import announce


def fill_places(meeting: Meeting) -> int:
    """Free places go to who waits longest, until the meeting begins; says how many moved up."""
    if meeting.state != MeetingState.OPEN or meeting.starts_at <= db_now():
        return 0
    free = meeting.capacity - taken_places(meeting)
    waiting = Registration.objects.select_for_update(of=("self",)).filter(
        meeting=meeting, state=RegistrationState.WAITING
    )
    moved = 0
    for registration in waiting.order_by("confirmed_at", "pk")[: max(free, 0)]:
        move(registration, "move_up", by=None)
        announce("news.registration_moved_up", registration=registration.pk)
        moved += 1
    return moved
