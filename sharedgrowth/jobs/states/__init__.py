"""WHEN: Youth Dream job matching."""

from sharedgrowth.jobs.states.applications import (
    APPLICATION_FLOW,
    ATTENDED,
    BEFORE_TRAINING,
    EDUCATION_ORDER,
    LIVE,
    NOT_CHOSEN,
    TRAINEES,
    ApplicationState,
    Education,
    PaperState,
    Presence,
    QuestionKind,
)
from sharedgrowth.jobs.states.cohorts import (
    COHORT_FLOW,
    OVER,
    PUBLIC_COHORTS,
    CohortState,
    is_running,
    takes_applications,
)

__all__ = [
    "APPLICATION_FLOW",
    "ATTENDED",
    "BEFORE_TRAINING",
    "COHORT_FLOW",
    "EDUCATION_ORDER",
    "LIVE",
    "NOT_CHOSEN",
    "OVER",
    "PUBLIC_COHORTS",
    "TRAINEES",
    "ApplicationState",
    "CohortState",
    "Education",
    "PaperState",
    "Presence",
    "QuestionKind",
    "is_running",
    "takes_applications",
]
