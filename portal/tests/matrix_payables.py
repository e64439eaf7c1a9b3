"""The world behind the doors of payments without an invoice."""

from decimal import Decimal

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.payments.services import payables


@stage("money claimed back from a firm")
def claimed() -> World:
    """One of finance has claimed it: another one confirms that it came."""
    firm, claimer = UserFactory(roles=("SA", "SF")), staff("FI")
    made = payables.owe(
        payer=firm.company,
        payee=claimer.company,
        amount=Decimal(1_000_000),
        due=today(),
        key="matrix",
        about=firm.company,
        text="지원금 환수",
        by=claimer,
    )
    people = {
        "visitor": None,
        "firm": firm,
        "firm_user": UserFactory(company=firm.company, roles=("SU",)),
        "outsider": UserFactory(roles=("SA", "SF")),
        "claimer": claimer,
        "finance": staff("FI"),
        "officer": staff("PO"),
        "steering": staff("SG"),
        "fund": staff("FM"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, {"uid": made.uid, "day": today().isoformat()}, owner=firm.company)
