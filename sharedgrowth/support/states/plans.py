"""WHEN: what a project hands in, its visits, what it claims, its follow-ups. Source: domain 7.2, 7.3, 8."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class DeliverableState(TextChoices):
    DUE = "due", pgettext_lazy("deliverable", "To be handed in")
    SUBMITTED = "submitted", pgettext_lazy("deliverable", "Handed in")
    RETURNED = "returned", pgettext_lazy("deliverable", "Sent back")
    ACCEPTED = "accepted", pgettext_lazy("deliverable", "Accepted")


D = DeliverableState

DELIVERABLE_FLOW = Flow(
    {
        "submit": ([D.DUE, D.RETURNED], D.SUBMITTED),
        "return": ([D.SUBMITTED], D.RETURNED),
        "accept": ([D.SUBMITTED], D.ACCEPTED),
    }
)


class VisitState(TextChoices):
    PLANNED = "planned", pgettext_lazy("visit", "Planned, safety form missing")
    SAFE = "safe", pgettext_lazy("visit", "Safety form filled in")
    REPORTED = "reported", pgettext_lazy("visit", "Reported")
    CANCELLED = "cancelled", pgettext_lazy("visit", "Cancelled")


V = VisitState

VISIT_FLOW = Flow(
    {
        "clear": ([V.PLANNED], V.SAFE),  # SGS-07: no visit without its risk form
        "move_day": ([V.SAFE], V.PLANNED),  # another day: the site is looked at anew
        "report": ([V.SAFE], V.REPORTED),
        "cancel": ([V.PLANNED, V.SAFE], V.CANCELLED),
    }
)


class ClaimState(TextChoices):
    DRAFT = "draft", pgettext_lazy("claim", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("claim", "Submitted")
    RETURNED = "returned", pgettext_lazy("claim", "Sent back")
    ACCEPTED = "accepted", pgettext_lazy("claim", "Accepted, money asked for")
    PAID = "paid", pgettext_lazy("claim", "Paid")
    REFUSED = "refused", pgettext_lazy("claim", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")


C = ClaimState

CLAIM_FLOW = Flow(
    {
        "submit": ([C.DRAFT, C.RETURNED], C.SUBMITTED),
        "return": ([C.SUBMITTED, C.ACCEPTED], C.RETURNED),
        "accept": ([C.SUBMITTED], C.ACCEPTED),
        "pay": ([C.ACCEPTED], C.PAID),
        "refuse": ([C.SUBMITTED, C.ACCEPTED], C.REFUSED),
        "withdraw": ([C.DRAFT, C.SUBMITTED, C.RETURNED], C.WITHDRAWN),
    }
)

CLAIM_LIVE = frozenset({C.DRAFT, C.SUBMITTED, C.RETURNED, C.ACCEPTED, C.PAID})


class FollowUpState(TextChoices):
    DUE = "due", pgettext_lazy("follow-up", "Waiting for its answer")
    ANSWERED = "answered", pgettext_lazy("follow-up", "Answered")
    UNANSWERED = "unanswered", pgettext_lazy("follow-up", "Not answered")


FOLLOWUP_FLOW = Flow(
    {
        "answer": ([FollowUpState.DUE, FollowUpState.UNANSWERED], FollowUpState.ANSWERED),
        "lapse": ([FollowUpState.DUE], FollowUpState.UNANSWERED),
    }
)


class KpiDirection(TextChoices):
    LOWER = "lower", pgettext_lazy("indicator", "Lower is better")
    HIGHER = "higher", pgettext_lazy("indicator", "Higher is better")
