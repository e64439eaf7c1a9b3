"""WHEN and WHICH: kinds of consent, rights and their answers, exports, policy texts, incidents."""

from portal.privacy.states.consents import ConsentKind
from portal.privacy.states.rights import (
    EXPORT_FLOW,
    INCIDENT_FLOW,
    POLICY_FLOW,
    RIGHT_FLOW,
    ExportState,
    IncidentState,
    PolicyState,
    RightKind,
    RightState,
)

__all__ = [
    "EXPORT_FLOW",
    "INCIDENT_FLOW",
    "POLICY_FLOW",
    "RIGHT_FLOW",
    "ConsentKind",
    "ExportState",
    "IncidentState",
    "PolicyState",
    "RightKind",
    "RightState",
]
