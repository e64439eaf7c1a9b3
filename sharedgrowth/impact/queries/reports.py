"""FIND: yearly reports and their numbers."""

from typing import Any

from django.db.models import QuerySet

from sharedgrowth.impact.models import Report, ReportNumber
from sharedgrowth.impact.states import PUBLIC_REPORTS, ReportState

READERS = ("SG", "CC", "AP", "CP", "AU")


def reports_visible_to(user: Any) -> QuerySet[Report]:
    """Published ones for everybody; drafts for who writes, publishes and audits them."""
    found = Report.objects.select_related("written_by", "published_by")
    if getattr(user, "is_internal", False) and user.has_role(*READERS):
        return found
    return found.filter(state__in=PUBLIC_REPORTS)


def newest_reports(most: int = 20) -> QuerySet[Report]:
    """For feeds and the front page."""
    return Report.objects.filter(state=ReportState.PUBLISHED).order_by("-published_at", "-pk")[:most]


def numbers_of(report: Report) -> QuerySet[ReportNumber]:
    """Its numbers in order, without their rows."""
    return report.numbers.defer("rows")


def waiting_reports(user: Any) -> QuerySet[Report]:
    """Proposed by somebody else."""
    return Report.objects.filter(state=ReportState.PROPOSED).exclude(written_by=user)
