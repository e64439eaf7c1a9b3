"""WHEN: reports."""

from sharedgrowth.impact.states.reports import PUBLIC_REPORTS, REPORT_FLOW, Direction, ReportState

__all__ = ["PUBLIC_REPORTS", "REPORT_FLOW", "Direction", "ReportState"]
