"""WHEN: an interview at a firm, an offer. Source: domain 9.2."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class InterviewState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("job interview", "Proposed")
    CONFIRMED = "confirmed", pgettext_lazy("job interview", "Confirmed")
    HELD = "held", pgettext_lazy("job interview", "Held")
    MISSED = "missed", pgettext_lazy("job interview", "Not held")
    CANCELLED = "cancelled", pgettext_lazy("job interview", "Cancelled")


V = InterviewState

INTERVIEW_FLOW = Flow(
    {
        "confirm": ([V.PROPOSED], V.CONFIRMED),
        "reschedule": ([V.PROPOSED, V.CONFIRMED], V.PROPOSED),
        "hold": ([V.PROPOSED, V.CONFIRMED], V.HELD),
        "miss": ([V.PROPOSED, V.CONFIRMED], V.MISSED),
        "cancel": ([V.PROPOSED, V.CONFIRMED], V.CANCELLED),
    }
)
TO_COME = frozenset({V.PROPOSED, V.CONFIRMED})


class OfferState(TextChoices):
    MADE = "made", pgettext_lazy("job offer", "Made")
    ACCEPTED = "accepted", pgettext_lazy("job offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("job offer", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("job offer", "Cancelled by the firm")
    EXPIRED = "expired", pgettext_lazy("job offer", "Not answered in time")
    VOID = "void", pgettext_lazy("job offer", "Void")


F = OfferState

OFFER_FLOW = Flow(
    {
        "accept": ([F.MADE], F.ACCEPTED),
        "decline": ([F.MADE, F.ACCEPTED], F.DECLINED),
        "cancel": ([F.MADE, F.ACCEPTED], F.CANCELLED),
        "expire": ([F.MADE], F.EXPIRED),
        "void": ([F.MADE, F.ACCEPTED], F.VOID),  # its match has ended for another reason
    }
)
