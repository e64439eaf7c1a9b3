"""The world behind calendar addresses and the change feed."""

from portal.exchange.models import Change
from portal.exchange.services.calendars import make_calendar
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage


@stage("calendar address of a member")
def calendar_of_a_member() -> World:
    """Its company's administrator may end it; nobody else's business."""
    company = CompanyFactory()
    member = UserFactory(company=company, roles=("SU",))
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "owner": UserFactory(company=company, roles=("SA", "BD", "SU")),
        "member": member,
        "colleague": UserFactory(company=company, roles=("SF",)),
        "rival": UserFactory(roles=("SA", "BD", "SU")),
        "officer": staff("PO"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    feed, token = make_calendar(name="업무", kinds=["tenders-open"], by=member)
    return World(people, {"calendar": feed.uid, "token": token}, owner=company)


@stage("change of a receivable")
def change_of_a_receivable() -> World:
    """Told to one company."""
    company = CompanyFactory()
    Change.objects.create(
        stream="receivables",
        company=company,
        kind="changed",
        thing="0b5f0a3e-6f0e-4a3c-9a51-2f6b9d1d7c10",
        number="RCV-2026-000001",
        xid=3,
    )
    return World({"visitor": None}, {}, owner=company)
