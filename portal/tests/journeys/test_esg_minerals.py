"""A supplier's workbook of minerals: refused with its reason, read, mended, submitted, reviewed."""

import pytest
from django.urls import reverse

from portal.tests.factories import CompanyFactory, staff
from portal.tests.journeys.pressing import expect
from purchasing.esg.models import MineralDeclaration
from purchasing.esg.models.mineral_policy import enter_mineral_policy
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services.minerals import begin_declaration
from purchasing.esg.tests.factories import person
from purchasing.esg.tests.mineral_factories import area_list, smelter_list, workbook

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ground"),
]
SHEETS = {"declaration": "신고", "smelters": "제련소 2026"}
ROWS = [
    ("CID900001", "Tin", "Hanbit Tin Refining", "Korea, Republic of", "Indonesia"),
    ("CID900003", "Gold", "Golden Gate Refinery", "Atlantis"),
]


@pytest.fixture
def ground(transactional_db) -> None:
    """What comes with a fresh portal, and the lists."""
    enter_terms()
    enter_mineral_policy()
    smelter_list()
    area_list()


def _file(tmp_path, name, **told):
    path = tmp_path / name
    path.write_bytes(workbook(**told).read())
    return path


def test_a_workbook_is_read_mended_submitted_and_accepted(visitor, live_server, look, tmp_path):
    company = CompanyFactory(legal_name_en="Hanbit Precision")
    supplier = visitor(person(company, "SE"))
    page = supplier.page()
    page.goto(live_server.url + reverse("esg:mineral-list"))
    page.get_by_role("button", name="Begin a CMRT").click()
    declaration = MineralDeclaration.objects.get(company=company)

    page.get_by_role("link", name="Send a workbook").click()
    page.get_by_label("workbook").set_input_files(_file(tmp_path, "old.xlsx", version="4.20"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("This workbook is a CMRT of version 4.20").first).to_be_visible()
    page.get_by_label("workbook").set_input_files(
        _file(tmp_path, "new.xlsx", sheets=SHEETS, used=("tin", "gold"), smelters=ROWS)
    )
    page.get_by_role("button", name="Read it").click()
    notes = page.locator("section", has=page.get_by_role("heading", name="What could not be taken"))
    expect(notes).to_contain_text("제련소 2026!E5")
    expect(notes).to_contain_text("Atlantis")

    page.get_by_role("link", name="Edit Golden Gate Refinery").click()
    page.locator("#id_country").select_option("AE")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Everything is there: it can be submitted.")).to_be_visible()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("From or through a country known for transshipment").first).to_be_visible()

    detail = reverse("esg:mineral-detail", args=[declaration.number])
    reviewer = visitor(staff("ER"))
    desk = reviewer.page()
    desk.goto(live_server.url + detail)
    desk.get_by_role("button", name="Accept").click()
    expect(desk.locator("#messages")).to_contain_text("Accepted. It is screened again with each new list.")
    declaration.refresh_from_db()
    assert declaration.state == "accepted"

    look(reviewer, detail)
    look(reviewer, reverse("esg:mineral-list"))
    look(reviewer, reverse("esg:mineral-figures"))
    look(reviewer, reverse("esg:mineral-findings"))


def test_the_form_of_a_declaration_is_well_made(visitor, look):
    company = CompanyFactory()
    officer = person(company, "SE")
    declaration = begin_declaration(template="emrt", by=officer)
    supplier = visitor(officer)
    look(supplier, reverse("esg:mineral-edit", args=[declaration.number]))
    look(supplier, reverse("esg:mineral-smelter-add", args=[declaration.number]))
    look(supplier, reverse("esg:mineral-policy"))
