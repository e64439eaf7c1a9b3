"""WHAT: modules, overviews, statements, self-assessments, actions."""

from sharedgrowth.ccms.models.actions import Action
from sharedgrowth.ccms.models.assessments import (
    Answer,
    Flag,
    KeptRun,
    ModuleResult,
    PublishedResult,
    SelfAssessment,
    Unit,
)
from sharedgrowth.ccms.models.modules import Module
from sharedgrowth.ccms.models.overviews import Overview, OverviewDownload
from sharedgrowth.ccms.models.sets import Anchor, AssessmentSet, Item

__all__ = [
    "Action",
    "Anchor",
    "Answer",
    "AssessmentSet",
    "Flag",
    "Item",
    "KeptRun",
    "Module",
    "ModuleResult",
    "Overview",
    "OverviewDownload",
    "PublishedResult",
    "SelfAssessment",
    "Unit",
]
