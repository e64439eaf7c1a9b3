"""WHEN: question sets, self-assessments of a year and the actions that follow. Source: domain 14, CCM-01..06."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Level(IntegerChoices):
    """How far a statement is true. CCM-01."""

    AWARE = 1, pgettext_lazy("ccms level", "Aware")
    PLANNED = 2, pgettext_lazy("ccms level", "Planned")
    PRACTISED = 3, pgettext_lazy("ccms level", "Practised")
    MEASURED = 4, pgettext_lazy("ccms level", "Measured")
    LEADING = 5, pgettext_lazy("ccms level", "Leading")


class SetState(TextChoices):
    DRAFT = "draft", pgettext_lazy("ccms set", "Draft")
    REVIEW = "review", pgettext_lazy("ccms set", "Before a second person")
    PUBLISHED = "published", pgettext_lazy("ccms set", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("ccms set", "Replaced by a later set")


class AssessmentState(TextChoices):
    OPEN = "open", pgettext_lazy("ccms assessment", "Being answered")
    SUBMITTED = "submitted", pgettext_lazy("ccms assessment", "Before a second person")
    CONFIRMED = "confirmed", pgettext_lazy("ccms assessment", "Confirmed")
    MISSED = "missed", pgettext_lazy("ccms assessment", "Not handed in")


class ActionState(TextChoices):
    OPEN = "open", pgettext_lazy("ccms action", "To be done")
    DONE = "done", pgettext_lazy("ccms action", "Reported done")
    CLOSED = "closed", pgettext_lazy("ccms action", "Closed")
    DROPPED = "dropped", pgettext_lazy("ccms action", "Dropped")


class FlagKind(TextChoices):
    """What makes answers look careless: the same level everywhere, or last year's answers again."""

    VARIANCE = "variance", pgettext_lazy("ccms flag", "Nearly all answers on one high level")
    COPIED = "copied", pgettext_lazy("ccms flag", "Answers and reasons of last year again")


S, A, N = SetState, AssessmentState, ActionState

SET_FLOW = Flow(
    {
        "submit": ([S.DRAFT], S.REVIEW),
        "send_back": ([S.REVIEW], S.DRAFT),
        "publish": ([S.REVIEW], S.PUBLISHED),
        "supersede": ([S.PUBLISHED], S.SUPERSEDED),
    }
)
ASSESSMENT_FLOW = Flow(
    {
        "submit": ([A.OPEN], A.SUBMITTED),
        "send_back": ([A.SUBMITTED], A.OPEN),
        "confirm": ([A.SUBMITTED], A.CONFIRMED),
        "miss": ([A.OPEN], A.MISSED),
    }
)
ACTION_FLOW = Flow(
    {
        "finish": ([N.OPEN], N.DONE),
        "reopen": ([N.DONE], N.OPEN),
        "close": ([N.DONE], N.CLOSED),
        "drop": ([N.OPEN, N.DONE], N.DROPPED),
    }
)
