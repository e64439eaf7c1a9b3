"""WHO: yearly reports: written by one officer, published by another; the directions of the programmes."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.states import ReportState

WRITERS = ("SG", "CC")
PUBLISHERS = ("SG", "CC", "AP")


def _has(user: Any, *roles: str) -> bool:
    return bool(getattr(user, "is_internal", False)) and user.has_role(*roles)


def may_read_drafts(user: Any) -> bool:
    """Whether reports are seen before they are published."""
    return _has(user, "SG", "CC", "AP", "CP", "AU")


def may_write_reports(user: Any) -> Verdict:
    """Take the numbers of a year."""
    if not _has(user, *WRITERS):
        return no(_("Reports are written by shared growth and the corporate-citizenship office."))
    return YES


def may_edit_report(user: Any, report: Report) -> Verdict:
    """Change the foreword of a draft, or read its numbers again."""
    if not _has(user, *WRITERS):
        return may_write_reports(user)
    if report.state != ReportState.DRAFT:
        return no(_("Only a draft changes. A published report is corrected by a new version."))
    return YES


def may_decide_report(user: Any, report: Report) -> Verdict:
    """Publish or return what another one wrote."""
    if not _has(user, *PUBLISHERS):
        return no(_("Reports are published by shared growth, the corporate-citizenship office or an approver."))
    if report.state != ReportState.PROPOSED:
        return no(_("This report does not wait for publication."))
    if report.written_by_id == user.pk:
        return no(_("Who wrote the report does not publish it: ask a colleague."))
    return YES


def may_set_directions(user: Any) -> Verdict:
    """Say to which direction a programme belongs."""
    if not _has(user, *WRITERS, "AD"):
        return no(_("The directions are set by shared growth, the corporate-citizenship office or administration."))
    return YES
