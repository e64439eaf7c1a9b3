"""A company that was merged into another one, by two people."""

from portal.clock import today
from portal.files.tests.factories import FileFactory
from portal.people import services
from portal.people.models import Company, CompanySuccession
from portal.tests.factories import staff


def merged(former: Company, successor: Company) -> CompanySuccession:
    """The decision is made and both companies know it."""
    officer = staff("PO")
    proposal = services.propose_succession(
        former,
        successor=successor,
        merged_on=today(),
        document=FileFactory(company=officer.company),
        reason="등기부 등본: 흡수 합병",
        by=officer,
    )
    services.approve_proposal(proposal, by=staff("AP"))
    former.refresh_from_db()
    successor.refresh_from_db()
    return CompanySuccession.objects.get(former=former)
