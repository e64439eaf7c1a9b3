"""WHEN: an application from its draft or recommendation to the decision. Source: domain 7.3, 8."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ApplicationState(TextChoices):
    RECOMMENDED = "recommended", pgettext_lazy("application", "Recommended, consent awaited")
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    SCREENING = "screening", pgettext_lazy("application", "Screening")
    NEED_INFO = "need_info", pgettext_lazy("application", "More is asked for")
    IN_REVIEW = "in_review", pgettext_lazy("application", "Under review")
    SHORTLISTED = "shortlisted", pgettext_lazy("application", "Shortlisted")
    INVESTIGATION = "investigation", pgettext_lazy("application", "Joint investigation")
    COMMITTEE = "committee", pgettext_lazy("application", "Before the committee")
    SELECTED = "selected", pgettext_lazy("application", "Selected")
    WAITLISTED = "waitlisted", pgettext_lazy("application", "Waitlisted")
    NOT_SELECTED = "not_selected", pgettext_lazy("application", "Not selected")
    REJECTED = "rejected", pgettext_lazy("application", "Not eligible")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("application", "Lapsed")


A = ApplicationState

APPLICATION_FLOW = Flow(
    {
        "consent": ([A.RECOMMENDED], A.DRAFT),
        "lapse": ([A.RECOMMENDED, A.DRAFT, A.WAITLISTED], A.LAPSED),  # no consent; call closed; waitlist over
        "submit": ([A.DRAFT], A.SUBMITTED),
        "take_up": ([A.SUBMITTED], A.SCREENING),
        "ask": ([A.SCREENING], A.NEED_INFO),
        "answer": ([A.NEED_INFO], A.SCREENING),
        "reject": ([A.SCREENING, A.NEED_INFO], A.REJECTED),
        "screen": ([A.SCREENING], A.IN_REVIEW),
        "shortlist": ([A.IN_REVIEW], A.SHORTLISTED),
        "fall_short": ([A.IN_REVIEW], A.NOT_SELECTED),
        "investigate": ([A.SHORTLISTED], A.INVESTIGATION),
        "convene": ([A.IN_REVIEW, A.SHORTLISTED, A.INVESTIGATION], A.COMMITTEE),
        "select": ([A.SHORTLISTED, A.INVESTIGATION, A.COMMITTEE, A.WAITLISTED], A.SELECTED),
        "put_on_waitlist": ([A.SHORTLISTED, A.INVESTIGATION, A.COMMITTEE], A.WAITLISTED),
        "decline": ([A.SHORTLISTED, A.INVESTIGATION, A.COMMITTEE, A.WAITLISTED], A.NOT_SELECTED),
        "lose_place": ([A.SELECTED], A.NOT_SELECTED),  # the officer ends the project before its agreement is signed
        "call_off": (  # its call is cancelled
            [
                A.SUBMITTED,
                A.SCREENING,
                A.NEED_INFO,
                A.IN_REVIEW,
                A.SHORTLISTED,
                A.INVESTIGATION,
                A.COMMITTEE,
                A.WAITLISTED,
            ],
            A.NOT_SELECTED,
        ),
        "withdraw": (
            [
                A.RECOMMENDED,
                A.DRAFT,
                A.SUBMITTED,
                A.SCREENING,
                A.NEED_INFO,
                A.IN_REVIEW,
                A.SHORTLISTED,
                A.INVESTIGATION,
                A.COMMITTEE,
                A.WAITLISTED,
                A.SELECTED,
            ],
            A.WITHDRAWN,
        ),
    }
)

APPLICATION_OPEN = frozenset(
    set(A) - {A.SELECTED, A.NOT_SELECTED, A.REJECTED, A.WITHDRAWN, A.LAPSED}
)  # neither decided nor ended


class ApplicationRoute(TextChoices):
    """How a company came to apply."""

    SELF = "self", pgettext_lazy("application", "By itself")
    RECOMMENDED = "recommended", pgettext_lazy("application", "Recommended by an organisation")
    INVITED = "invited", pgettext_lazy("application", "Asked for from a corrective action")
