"""Pages of the eco-friendly purchases and of minerals, looked at in both languages, themes and widths."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.tests.factories import class_node
from portal.clock import today
from portal.tests.factories import staff
from purchasing.esg.models.eco import enter_eco_targets
from purchasing.esg.models.mineral_policy import enter_mineral_policy
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import eco, mineral_cases, mineral_policy
from purchasing.esg.tests.eco_stage import LONG_AGO, declared, eco_line, rate_for
from purchasing.esg.tests.mineral_factories import area_list, smelter_list
from purchasing.esg.tests.mineral_factories import declared as minerals_declared

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ground"),
]


@pytest.fixture
def ground(transactional_db) -> None:
    """What comes with a fresh portal."""
    enter_terms()
    enter_mineral_policy()
    enter_eco_targets()


def test_the_pages_of_eco_friendly_purchases_are_well_made(visitor, look):
    officer = staff("PO")
    counted = eco_line()
    rate_for(counted)
    eco.count_all()
    eco.enter_rate(month=today() - 2 * LONG_AGO, won=Decimal(1300), source="월평균", by=officer)
    declared(eco_line(claim=False), by=officer)
    eco.enter_target(year=today().year, usd=Decimal(2_200_000_000), by=officer)
    reader = visitor(staff("FI"))
    for name in ("overview", "ledger", "rates", "declarations", "declare", "targets", "premium"):
        look(reader, reverse(f"esg:eco-{name}"))


def test_the_lists_classes_and_cases_of_minerals_are_well_made(visitor, look):
    smelter_list()
    area_list()
    reviewer = staff("ER")
    mineral_policy.set_mineral_class(class_node(), metals=["tin", "gold"], reason="땜납과 도금", by=reviewer)
    declaration = minerals_declared(smelters=["CID900001", "CID900005"], accepted=True)
    case = mineral_cases.open_case(declaration.company, year=today().year)
    reader = visitor(reviewer)
    for name in ("lists", "classes", "cases", "figures"):
        look(reader, reverse(f"esg:mineral-{name}"))
    look(reader, reverse("esg:mineral-case", args=[case.uid]))
