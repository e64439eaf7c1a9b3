"""WHEN: a cohort, from plan to end. Source: domain 9.3."""

from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CohortState(TextChoices):
    PLANNED = "planned", pgettext_lazy("cohort", "Planned")
    RECRUITING = "recruiting", pgettext_lazy("cohort", "Taking applications")
    SELECTING = "selecting", pgettext_lazy("cohort", "Selecting")
    TRAINING = "training", pgettext_lazy("cohort", "In training")
    MATCHING = "matching", pgettext_lazy("cohort", "Being matched with firms")
    FOLLOW_UP = "follow_up", pgettext_lazy("cohort", "Followed up")
    CLOSED = "closed", pgettext_lazy("cohort", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("cohort", "Cancelled")


C = CohortState

COHORT_FLOW = Flow(
    {
        "publish": ([C.PLANNED], C.RECRUITING),
        "select": ([C.RECRUITING], C.SELECTING),  # the deadline has passed
        "train": ([C.SELECTING], C.TRAINING),
        "match": ([C.TRAINING], C.MATCHING),
        "follow_up": ([C.MATCHING], C.FOLLOW_UP),
        "close": ([C.FOLLOW_UP], C.CLOSED),
        "cancel": ([C.PLANNED, C.RECRUITING, C.SELECTING, C.TRAINING, C.MATCHING], C.CANCELLED),
    }
)
PUBLIC_COHORTS = frozenset(set(C) - {C.PLANNED})  # what anybody may read
OVER = frozenset({C.CLOSED, C.CANCELLED})


def takes_applications(state: str, apply_from: datetime, apply_to: datetime, now: datetime) -> bool:
    """Whether a cohort takes applications at ``now``: published, opened, not yet closed; at the deadline is in time.

    >>> noon, one = datetime(2026, 11, 26, 12), datetime(2026, 11, 26, 13)
    >>> takes_applications("recruiting", noon, one, noon), takes_applications("recruiting", noon, one, one)
    (True, True)
    >>> takes_applications("recruiting", noon, one, datetime(2026, 11, 26, 13, 0, 1))
    False
    """
    return state == C.RECRUITING and apply_from <= now <= apply_to


def is_running(state: str, starts_on: date, ends_on: date, on: date) -> bool:
    """Whether the training of a cohort goes on at ``on``.

    >>> day = date(2026, 11, 26)
    >>> is_running("training", day, day, day), is_running("selecting", day, day, day)
    (True, False)
    """
    return state == C.TRAINING and starts_on <= on <= ends_on
