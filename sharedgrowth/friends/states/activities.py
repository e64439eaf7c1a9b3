"""WHEN: an activity from the proposal to the verified report, and a person's place in it. Source: domain 10."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ActivityType(TextChoices):
    VOLUNTEER = "volunteer", pgettext_lazy("friends activity", "Volunteering")
    DONATION_GOODS = "goods", pgettext_lazy("friends activity", "Donation of goods")
    DONATION_MONEY = "money", pgettext_lazy("friends activity", "Donation of money")
    ADVANCE_PAYMENT = "advance", pgettext_lazy("friends activity", "Good advance payment")
    FOREST = "forest", pgettext_lazy("friends activity", "Forest creation")
    EDUCATION = "education", pgettext_lazy("friends activity", "Education")
    DISASTER = "disaster", pgettext_lazy("friends activity", "Disaster relief")


class ActivityState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("friends activity", "Proposed")
    APPROVED = "approved", pgettext_lazy("friends activity", "Approved")
    OPEN = "open", pgettext_lazy("friends activity", "Open for sign-up")
    CLOSED = "closed", pgettext_lazy("friends activity", "Sign-up closed")
    HELD = "held", pgettext_lazy("friends activity", "Held")
    REPORTED = "reported", pgettext_lazy("friends activity", "Reported")
    VERIFIED = "verified", pgettext_lazy("friends activity", "Verified")
    CANCELLED = "cancelled", pgettext_lazy("friends activity", "Cancelled")


A = ActivityState

ACTIVITY_FLOW = Flow(
    {
        "approve": ([A.PROPOSED], A.APPROVED),
        "open": ([A.APPROVED], A.OPEN),
        "close": ([A.OPEN], A.CLOSED),
        "hold": ([A.CLOSED], A.HELD),
        "report": ([A.HELD], A.REPORTED),
        "send_back": ([A.REPORTED], A.HELD),
        "verify": ([A.REPORTED], A.VERIFIED),
        "cancel": ([A.PROPOSED, A.APPROVED, A.OPEN, A.CLOSED], A.CANCELLED),
    }
)
PUBLIC_ACTIVITIES = frozenset({A.OPEN, A.CLOSED, A.HELD, A.REPORTED, A.VERIFIED})
AHEAD = frozenset({A.PROPOSED, A.APPROVED, A.OPEN, A.CLOSED})
AT_WORK = frozenset({A.CLOSED, A.HELD})  # people are checked in and out
BLOCKING = frozenset({A.OPEN, A.CLOSED, A.HELD})  # a person's day is still open


class ParticipationState(TextChoices):
    INVITED = "invited", pgettext_lazy("friends participation", "Guest asked for consent")
    SIGNED_UP = "signed_up", pgettext_lazy("friends participation", "Signed up")
    WAITING = "waiting", pgettext_lazy("friends participation", "Waiting list")
    CANCELLED = "cancelled", pgettext_lazy("friends participation", "Cancelled")
    CONFIRMED = "confirmed", pgettext_lazy("friends participation", "Hours confirmed")
    ABSENT = "absent", pgettext_lazy("friends participation", "Did not come")


P = ParticipationState

PARTICIPATION_FLOW = Flow(
    {
        "consent": ([P.INVITED], P.SIGNED_UP),
        "queue": ([P.INVITED], P.WAITING),
        "move_up": ([P.WAITING], P.SIGNED_UP),
        "cancel": ([P.INVITED, P.SIGNED_UP, P.WAITING], P.CANCELLED),
        "confirm": ([P.SIGNED_UP], P.CONFIRMED),
        "miss": ([P.SIGNED_UP], P.ABSENT),
    }
)
TAKES_PLACE = frozenset({P.INVITED, P.SIGNED_UP, P.CONFIRMED, P.ABSENT})
STANDS = frozenset({P.INVITED, P.SIGNED_UP, P.WAITING, P.CONFIRMED, P.ABSENT})


class PhotoState(TextChoices):
    WAITING = "waiting", pgettext_lazy("friends photo", "To be looked at")
    SHOWN = "shown", pgettext_lazy("friends photo", "Shown where everybody agrees")
    TAKEN_DOWN = "taken_down", pgettext_lazy("friends photo", "Taken down")


PHOTO_FLOW = Flow(
    {
        "show": ([PhotoState.WAITING, PhotoState.TAKEN_DOWN], PhotoState.SHOWN),
        "take_down": ([PhotoState.WAITING, PhotoState.SHOWN], PhotoState.TAKEN_DOWN),
    }
)
