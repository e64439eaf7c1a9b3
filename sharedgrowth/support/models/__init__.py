"""WHAT: calls, forms, applications, projects, experts."""

from sharedgrowth.support.models.applications import Application
from sharedgrowth.support.models.calls import Call, FormField, FormVersion
from sharedgrowth.support.models.experts import Expert
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.models.terms import SupportTerms, terms_on

__all__ = ["Application", "Call", "Expert", "FormField", "FormVersion", "Project", "SupportTerms", "terms_on"]
