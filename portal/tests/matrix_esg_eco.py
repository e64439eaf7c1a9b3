"""The worlds behind the doors of eco-friendly purchases."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.esg.models import EcoPurchase
from purchasing.esg.queries import eco as queries
from purchasing.esg.services import eco as services
from purchasing.esg.tests.eco_stage import declared, eco_line, rate_for


def _people() -> dict[str, User | None]:
    return {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "reviewer": staff("ER"),
        "committee": staff("EC"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "officer": staff("PO"),
        "other_officer": staff("PO"),
        "accountant": staff("FI"),
        "approver": staff("AP"),
        "grower": staff("SG"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


@stage("esg eco")
def eco_ground() -> World:
    """One delivery is counted; a rate, a declaration and a target of one officer wait for a colleague."""
    people = _people()
    officer = people["officer"]
    counted, waiting = eco_line(), eco_line(claim=False)
    rate_for(counted)
    services.count_all()
    month = queries.month_of(today()) - timedelta(days=200)
    rate = services.enter_rate(month=month, won=Decimal(1300), source="서울외국환중개", by=officer)
    declaration = declared(waiting, by=officer)
    target = services.enter_target(year=today().year + 1, usd=Decimal(2_400_000_000), by=officer)
    names = {
        "entry": str(EcoPurchase.objects.get().uid),
        "rate": str(rate.uid),
        "declaration": str(declaration.uid),
        "year": target.year,
        "number": waiting.delivery.contract.number,
    }
    return World(people, names, owner=counted.delivery.contract.payee)
