"""WHEN: calls, applications and projects of support programmes."""

from sharedgrowth.support.states.applications import (
    APPLICATION_FLOW,
    APPLICATION_OPEN,
    ApplicationRoute,
    ApplicationState,
)
from sharedgrowth.support.states.calls import CALL_FLOW, FORM_FLOW, CallState, FieldKind, FormState
from sharedgrowth.support.states.projects import PROJECT_FLOW, PROJECT_RUNNING, ProjectState

__all__ = [
    "APPLICATION_FLOW",
    "APPLICATION_OPEN",
    "CALL_FLOW",
    "FORM_FLOW",
    "PROJECT_FLOW",
    "PROJECT_RUNNING",
    "ApplicationRoute",
    "ApplicationState",
    "CallState",
    "FieldKind",
    "FormState",
    "ProjectState",
]
