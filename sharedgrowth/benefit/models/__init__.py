"""WHAT: tasks of Benefit Sharing, the suppliers in them, the terms."""

from sharedgrowth.benefit.models.agreements import (
    Agreement,
    CommitteeSeat,
    ExternalRegistration,
    Milestone,
    Nda,
    NdaText,
    Opinion,
    Signature,
    TechnicalAccess,
    TechnicalItem,
)
from sharedgrowth.benefit.models.measurement import Baseline, Measurement
from sharedgrowth.benefit.models.rights import ContractRight, Dispute, EmployeeReward, PrototypeCost, TenderRelease
from sharedgrowth.benefit.models.sharing import NonCashShare, PriceCut, SharePart, ShareYear
from sharedgrowth.benefit.models.tasks import Task, TaskSupplier
from sharedgrowth.benefit.models.terms import BenefitTerms, terms_on
from sharedgrowth.benefit.models.verification import Verification, Verifier

__all__ = [
    "Agreement",
    "CommitteeSeat",
    "ContractRight",
    "Dispute",
    "EmployeeReward",
    "ExternalRegistration",
    "Milestone",
    "Nda",
    "NdaText",
    "Opinion",
    "PrototypeCost",
    "Signature",
    "TechnicalAccess",
    "TechnicalItem",
    "TenderRelease",
    "Baseline",
    "Measurement",
    "NonCashShare",
    "PriceCut",
    "SharePart",
    "ShareYear",
    "Verification",
    "Verifier",
    "BenefitTerms",
    "Task",
    "TaskSupplier",
    "terms_on",
]
