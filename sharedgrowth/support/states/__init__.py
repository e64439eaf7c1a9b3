"""WHEN: calls, applications and projects of support programmes."""

from sharedgrowth.support.states.answers import CALL_ALERT_FLOW, PARTNER_FLOW, CallAlertState, PartnerState
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
    "CALL_ALERT_FLOW",
    "CALL_FLOW",
    "FORM_FLOW",
    "PARTNER_FLOW",
    "PROJECT_FLOW",
    "PROJECT_RUNNING",
    "ApplicationRoute",
    "ApplicationState",
    "CallAlertState",
    "CallState",
    "FieldKind",
    "FormState",
    "PartnerState",
    "ProjectState",
]
