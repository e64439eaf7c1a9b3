"""WHEN: exchange meetings and who registers for them."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class MeetingState(TextChoices):
    DRAFT = "draft", pgettext_lazy("meeting", "Draft")
    PROPOSED = "proposed", pgettext_lazy("meeting", "Waiting for a second person")
    OPEN = "open", pgettext_lazy("meeting", "Announced")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


M = MeetingState

MEETING_FLOW = Flow(
    {
        "propose": ([M.DRAFT], M.PROPOSED),
        "return": ([M.PROPOSED], M.DRAFT),
        "publish": ([M.PROPOSED], M.OPEN),
        "hold": ([M.OPEN], M.HELD),
        "cancel": ([M.DRAFT, M.PROPOSED, M.OPEN], M.CANCELLED),
    }
)
PUBLIC_MEETINGS = (M.OPEN, M.HELD, M.CANCELLED)


class RegistrationState(TextChoices):
    PENDING = "pending", pgettext_lazy("registration", "E-mail address not confirmed")
    REGISTERED = "registered", pgettext_lazy("registration", "Registered")
    WAITING = "waiting", pgettext_lazy("registration", "On the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")
    ATTENDED = "attended", pgettext_lazy("registration", "Attended")
    ABSENT = "absent", pgettext_lazy("registration", "Did not come")


R = RegistrationState

REGISTRATION_FLOW = Flow(
    {
        "confirm": ([R.PENDING], R.REGISTERED),
        "wait": ([R.PENDING], R.WAITING),
        "move_up": ([R.WAITING], R.REGISTERED),
        "cancel": ([R.PENDING, R.REGISTERED, R.WAITING], R.CANCELLED),
        "check_in": ([R.REGISTERED, R.WAITING], R.ATTENDED),
        "undo_check_in": ([R.ATTENDED], R.REGISTERED),
        "miss": ([R.REGISTERED], R.ABSENT),
    }
)
HOLDS_PLACE = (R.REGISTERED, R.ATTENDED, R.ABSENT)
LIVE = (R.PENDING, R.REGISTERED, R.WAITING, R.ATTENDED, R.ABSENT)


def takes_registrations(state: str, opens_at: datetime | None, closes_at: datetime, now: datetime) -> bool:
    """Whether one may register at ``now``: announced, opened, not closed; the last moment is in time.

    >>> noon = datetime(2026, 11, 26, 12)
    >>> takes_registrations("open", None, noon, noon), takes_registrations("held", None, noon, noon)
    (True, False)
    """
    return state == MeetingState.OPEN and (opens_at is None or now >= opens_at) and now <= closes_at
