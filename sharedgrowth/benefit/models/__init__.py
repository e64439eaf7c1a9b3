"""WHAT: tasks of Benefit Sharing, the suppliers in them, the terms."""

from sharedgrowth.benefit.models.tasks import Task, TaskSupplier
from sharedgrowth.benefit.models.terms import BenefitTerms, terms_on

__all__ = ["BenefitTerms", "Task", "TaskSupplier", "terms_on"]
