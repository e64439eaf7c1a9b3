"""Energy-saving consulting from the baseline to the verified saving; the pages of energy, levels and recommenders."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from sharedgrowth.support.models import EnergyAudit
from sharedgrowth.support.states import ProjectState as P
from sharedgrowth.support.tests import factories
from sharedgrowth.support.tests.factories import person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_a_saving_is_measured_and_verified(visitor, look):
    project = factories.project(state=P.IN_PROGRESS, programme="energy")
    firm_side = person(project.company, "SA")
    desk, firm, finance = visitor(project.officer), visitor(firm_side), visitor(staff("FI"))
    address = reverse("support:audit-detail", args=[project.number])

    page = desk.page()
    page.goto(desk.base + reverse("support:audit-start", args=[project.number]))
    page.get_by_label("Baseline from").fill("2024-01-01")
    page.get_by_label("Baseline until").fill("2024-12-31")
    page.get_by_label("Output of this time").fill("10,000")
    page.get_by_label("Unit of the output").fill("t")
    page.get_by_label("Electricity: used").fill("1,500,000")
    page.get_by_role("button", name="Keep the baseline").click()
    expect(page.get_by_text("Enter use and price, or neither.", exact=True)).to_be_visible()
    page.get_by_label("Electricity: price").fill("160")
    page.get_by_role("button", name="Keep the baseline").click()
    page.get_by_role("link", name="Add a measure").first.click()
    page.locator("[name=title]").fill("Air leaks")
    page.locator("[name=quantity]").fill("120,000")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("The measure is added.")
    look(desk, address)
    page.goto(desk.base + address)
    page.get_by_role("link", name="Hand the report over").click()
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator("#messages")).to_contain_text("handed over")

    page = firm.page()
    page.goto(firm.base + address)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("link", name="It is in place").click()
    page.get_by_label("In place since").fill("2025-03-03")
    page.get_by_role("button", name="It is in place").click()
    expect(page.locator("#messages")).to_contain_text("Noted.")

    page = desk.page()
    page.goto(desk.base + address)
    page.get_by_role("link", name="Measure the saving").click()
    page.get_by_label("Measured from").fill("2025-04-01")
    page.get_by_label("Measured until").fill("2026-03-31")
    page.get_by_label("Output of this time").fill("10,500")
    page.get_by_label("Electricity: used").fill("1,380,000")
    page.get_by_role("button", name="Keep the measurement").click()
    expect(page.locator("#messages")).to_contain_text("Measured.")

    page = finance.page()
    page.goto(finance.base + address)
    page.get_by_role("link", name="Verify the saving").click()
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#messages")).to_contain_text("Verified.")
    audit = EnergyAudit.objects.get(project=project)
    assert audit.state == "verified"
    assert audit.uses.get().saving == Decimal(195_000)  # 1,500,000 x 1.05 - 1,380,000: by output, EN-01
    look(firm, address)


def test_pages_of_energy_levels_and_recommenders_look_right(visitor, look):
    factories.call("industrial_innovation")
    stranger, desk = visitor(), visitor(staff("SG"))
    look(stranger, reverse("support:calculator-energy"))
    look(stranger, reverse("support:factor-list"))
    look(stranger, reverse("support:figures"))
    look(desk, reverse("support:level-list"))
    look(desk, reverse("support:recommender-list"))
    look(desk, reverse("support:audit-list"))
