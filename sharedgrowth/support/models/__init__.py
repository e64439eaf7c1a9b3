"""WHAT: calls, forms, applications, projects, experts."""

from sharedgrowth.support.models.agreements import ProjectAgreement
from sharedgrowth.support.models.answers import (
    ApplicationAnswer,
    ApplicationEditor,
    ApplicationSheet,
    Attachment,
    CostItem,
    Partner,
    Recommendation,
)
from sharedgrowth.support.models.applications import Application
from sharedgrowth.support.models.calls import Call, FormField, FormVersion
from sharedgrowth.support.models.claims import Claim, ClaimItem
from sharedgrowth.support.models.energy import EmissionFactor, EnergyAudit, EnergyMeasure, EnergyUse
from sharedgrowth.support.models.experts import Absence, Assignment, CostAccess, Expert, ExpertMonth
from sharedgrowth.support.models.facility import (
    Checklist,
    ChecklistItem,
    FacilityFault,
    FacilityInspection,
    InspectionAnswer,
)
from sharedgrowth.support.models.kpis import Kpi
from sharedgrowth.support.models.labs import LabBooking, LabEquipment, LabReport, LabReportAccess
from sharedgrowth.support.models.levels import Recommender, SmartLevel, SmartSystem, SmartUse
from sharedgrowth.support.models.offers import TechLicence, TechOffer
from sharedgrowth.support.models.plans import Deliverable, FollowUp, ProjectPhase, Satisfaction
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.models.public import CallAlert, CallAlertHit
from sharedgrowth.support.models.review import (
    CommitteeDecision,
    CommitteeSeat,
    CommitteeVote,
    Investigation,
    InvestigationMember,
    Review,
)
from sharedgrowth.support.models.screening import (
    InfoRequest,
    StageClock,
)
from sharedgrowth.support.models.selection import (
    Selection,
)
from sharedgrowth.support.models.terms import SupportTerms, terms_on
from sharedgrowth.support.models.visits import SafetyForm, Visit
from sharedgrowth.support.models.waves import (
    DiagnosisVisit,
    GroupRequest,
    GroupScore,
    GroupTask,
    SupportWave,
    WaveExpert,
)

__all__ = [
    "Absence",
    "Application",
    "ApplicationAnswer",
    "ApplicationEditor",
    "ApplicationSheet",
    "Assignment",
    "Attachment",
    "Call",
    "CallAlert",
    "CallAlertHit",
    "Claim",
    "ClaimItem",
    "CommitteeDecision",
    "CommitteeSeat",
    "CommitteeVote",
    "CostAccess",
    "CostItem",
    "Deliverable",
    "EmissionFactor",
    "EnergyAudit",
    "EnergyMeasure",
    "EnergyUse",
    "Expert",
    "ExpertMonth",
    "FollowUp",
    "FormField",
    "FormVersion",
    "InfoRequest",
    "Investigation",
    "InvestigationMember",
    "Kpi",
    "Checklist",
    "ChecklistItem",
    "FacilityFault",
    "FacilityInspection",
    "InspectionAnswer",
    "TechLicence",
    "TechOffer",
    "DiagnosisVisit",
    "GroupRequest",
    "GroupScore",
    "GroupTask",
    "SupportWave",
    "WaveExpert",
    "LabBooking",
    "LabEquipment",
    "LabReport",
    "LabReportAccess",
    "Partner",
    "Project",
    "ProjectAgreement",
    "ProjectPhase",
    "Recommendation",
    "Recommender",
    "Review",
    "SafetyForm",
    "Satisfaction",
    "Selection",
    "SmartLevel",
    "SmartSystem",
    "SmartUse",
    "StageClock",
    "SupportTerms",
    "Visit",
    "terms_on",
]
