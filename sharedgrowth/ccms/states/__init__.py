"""WHEN: overviews, question sets, self-assessments, actions."""

from sharedgrowth.ccms.states.assessments import (
    ACTION_FLOW,
    ASSESSMENT_FLOW,
    SET_FLOW,
    ActionState,
    AssessmentState,
    FlagKind,
    Level,
    SetState,
)
from sharedgrowth.ccms.states.overviews import (
    FROZEN,
    OVERVIEW_FLOW,
    PUBLIC,
    UNFINISHED,
    Domain,
    Lang,
    OverviewState,
)

__all__ = [
    "ACTION_FLOW",
    "ASSESSMENT_FLOW",
    "FROZEN",
    "OVERVIEW_FLOW",
    "PUBLIC",
    "SET_FLOW",
    "UNFINISHED",
    "ActionState",
    "AssessmentState",
    "Domain",
    "FlagKind",
    "Lang",
    "Level",
    "OverviewState",
    "SetState",
]
