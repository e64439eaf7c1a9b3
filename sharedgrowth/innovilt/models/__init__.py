"""WHAT: INNOVILT."""

from sharedgrowth.innovilt.models.acts import CertificateAct
from sharedgrowth.innovilt.models.alliance import (
    AllianceBenefit,
    AllianceMember,
    BenefitUse,
    Finding,
    SampleHeat,
    Surveillance,
)
from sharedgrowth.innovilt.models.applications import (
    ApplicationPaper,
    EligibilityCheck,
    InnoviltApplication,
    SteelItem,
)
from sharedgrowth.innovilt.models.certificates import Certificate, CertifiedVersion, VersionChange
from sharedgrowth.innovilt.models.committee import AgendaItem, Meeting, MeetingSeat, SalesContact, Vote
from sharedgrowth.innovilt.models.credentials import Badge, Credential, StatusPlace
from sharedgrowth.innovilt.models.marks import MarkMisuse, MarkUse
from sharedgrowth.innovilt.models.proofs import Coil, MillRecord, MillSheet, SoldYear, SteelProof
from sharedgrowth.innovilt.models.reviews import Review, SiteCheck
from sharedgrowth.innovilt.models.terms import InnoviltTerms, terms_on

__all__ = [
    "CertificateAct",
    "Credential",
    "MarkMisuse",
    "MarkUse",
    "StatusPlace",
    "AgendaItem",
    "AllianceBenefit",
    "AllianceMember",
    "ApplicationPaper",
    "Badge",
    "BenefitUse",
    "Certificate",
    "CertifiedVersion",
    "Coil",
    "EligibilityCheck",
    "Finding",
    "InnoviltApplication",
    "InnoviltTerms",
    "Meeting",
    "MeetingSeat",
    "MillRecord",
    "MillSheet",
    "Review",
    "SalesContact",
    "SampleHeat",
    "SiteCheck",
    "SoldYear",
    "SteelItem",
    "SteelProof",
    "Surveillance",
    "VersionChange",
    "Vote",
    "terms_on",
]
