"""WHAT: yearly reports and their numbers, the directions of the programmes."""

from sharedgrowth.impact.models.reports import ProgrammeDirection, Report, ReportNumber

__all__ = ["ProgrammeDirection", "Report", "ReportNumber"]
