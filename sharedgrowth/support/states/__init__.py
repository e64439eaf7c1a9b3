"""WHEN: calls, applications and projects of support programmes."""

from sharedgrowth.support.states.answers import CALL_ALERT_FLOW, PARTNER_FLOW, CallAlertState, PartnerState
from sharedgrowth.support.states.applications import (
    APPLICATION_FLOW,
    APPLICATION_OPEN,
    ApplicationRoute,
    ApplicationState,
)
from sharedgrowth.support.states.calls import (
    CALL_FLOW,
    FORM_FLOW,
    PUBLIC_CALLS,
    CallState,
    FieldKind,
    FormState,
    takes_applications,
)
from sharedgrowth.support.states.projects import PROJECT_FLOW, PROJECT_RUNNING, ProjectState
from sharedgrowth.support.states.review import (
    INVESTIGATION_FLOW,
    REVIEW_AWAITED,
    REVIEW_FLOW,
    InvestigationState,
    Opinion,
    ReviewState,
    Stage,
)

__all__ = [
    "APPLICATION_FLOW",
    "APPLICATION_OPEN",
    "ApplicationRoute",
    "ApplicationState",
    "CALL_ALERT_FLOW",
    "CALL_FLOW",
    "CallAlertState",
    "CallState",
    "FORM_FLOW",
    "FieldKind",
    "FormState",
    "INVESTIGATION_FLOW",
    "InvestigationState",
    "Opinion",
    "PARTNER_FLOW",
    "PROJECT_FLOW",
    "PROJECT_RUNNING",
    "PartnerState",
    "ProjectState",
    "PUBLIC_CALLS",
    "takes_applications",
    "REVIEW_AWAITED",
    "REVIEW_FLOW",
    "ReviewState",
    "Stage",
]
