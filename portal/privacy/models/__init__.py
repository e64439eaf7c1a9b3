"""WHAT: personal data."""

from portal.privacy.models.consents import Consent, Withdrawal
from portal.privacy.models.destruction import DestructionCertificate
from portal.privacy.models.duties import Incident, IncidentPerson, PolicyText, Processor
from portal.privacy.models.looks import Look
from portal.privacy.models.rights import ExportGrant, RightsRequest

__all__ = [
    "Consent",
    "DestructionCertificate",
    "ExportGrant",
    "Incident",
    "IncidentPerson",
    "Look",
    "PolicyText",
    "Processor",
    "RightsRequest",
    "Withdrawal",
]
