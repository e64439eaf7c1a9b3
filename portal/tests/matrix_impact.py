"""The worlds behind the doors of the results."""

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.services import reports


def _people(writer: User) -> dict[str, User | None]:
    return {
        "visitor": None,
        "member": UserFactory(roles=("SA",)),
        "writer": writer,
        "colleague": staff("SG"),
        "office": staff("CC"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "finance": staff("FI"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _world(report: Report) -> World:
    names = {
        "year": report.year,
        "version": report.version,
        "uid": report.uid,
        "key": "bidding.awards",
        "year_before": report.year - 1,
    }
    return World(_people(report.written_by), names, owner=CompanyFactory())


@stage("impact report draft")
def draft() -> World:
    """A draft of this year."""
    return _world(reports.start_report(year=today().year, by=staff("SG")))


@stage("impact report proposed")
def proposed() -> World:
    """One that waits for a second person."""
    report = reports.start_report(year=today().year, by=staff("SG"))
    return _world(reports.propose_report(report, by=report.written_by))


@stage("impact report published")
def published() -> World:
    """One that everybody reads."""
    report = reports.start_report(year=today().year, by=staff("SG"))
    reports.propose_report(report, by=report.written_by)
    return _world(reports.publish_report(report, by=staff("CC")))
