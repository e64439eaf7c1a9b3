"""WHAT: tasks of Benefit Sharing, the suppliers in them, the terms."""

from sharedgrowth.benefit.models.measurement import Baseline, Measurement
from sharedgrowth.benefit.models.sharing import NonCashShare, PriceCut, SharePart, ShareYear
from sharedgrowth.benefit.models.tasks import Task, TaskSupplier
from sharedgrowth.benefit.models.terms import BenefitTerms, terms_on
from sharedgrowth.benefit.models.verification import Verification, Verifier

__all__ = [
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
