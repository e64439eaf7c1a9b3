"""WHAT: personal data."""

from portal.privacy.models.consents import Consent, Withdrawal
from portal.privacy.models.destruction import DestructionCertificate
from portal.privacy.models.looks import Look

__all__ = ["Consent", "DestructionCertificate", "Look", "Withdrawal"]
