"""A new supplier through the entry gate: the code of conduct, ten items, review, decision, and then a bid."""

import pytest
from django.urls import reverse

from portal.clock import today
from portal.people.queries import standing_of
from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect
from purchasing.bidding.tests import factories as bidding
from purchasing.esg.models import Entry
from purchasing.esg.models.code_shipped import enter_code
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import gate as services
from purchasing.esg.tests.gate_stage import newcomer

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("code_of_conduct"),
]
STATEMENT = "해마다 확인하고 기록을 남깁니다."


@pytest.fixture
def code_of_conduct(transactional_db) -> None:
    """Version 1.0 and the terms, that come with a fresh portal: a test before this one may have emptied the tables."""
    enter_terms()
    enter_code()


def test_a_new_supplier_comes_through_the_gate_and_its_bid_is_taken(visitor, live_server, look, tmp_path):
    stage, owner, reviewer = bidding.published(by_unit_price=True), newcomer(), staff("ER")
    tender = live_server.url + reverse("bidding:tender-detail", args=[stage.tender.number])
    supplier = visitor(owner)
    page = supplier.page()

    page.goto(tender)
    expect(page.get_by_text("no ESG entry qualification in force")).to_be_visible()
    page.get_by_role("link", name="Apply for qualification").click()
    page.get_by_role("link", name="Read and consent").click()
    for no in range(1, 7):
        page.get_by_label(f"I have read part {no} ").check()
    page.get_by_role("button", name="Sign for the company").click()
    expect(page.get_by_text("part 7 is missing").first).to_be_visible()
    assert page.get_by_label("I have read part 3 ").is_checked()  # nothing is lost
    page.get_by_label("I have read part 7 ").check()
    page.get_by_role("button", name="Sign for the company").click()
    expect(page.get_by_role("link", name="Certificate (PDF)")).to_be_visible()

    page.goto(live_server.url + reverse("esg:entry-list"))
    page.get_by_role("button", name="Apply for qualification").click()
    entry = Entry.objects.get(company=owner.company)
    for item in (1, 2, 3, 4, 5, 6, 8, 9, 10):
        part = page.locator(f"#item-E-{item}")
        part.get_by_role("radio", name="does not apply" if item == 8 else "yes").check()
        part.get_by_label("Declaration").fill(STATEMENT)
    page.locator("#id_E-9-owners").fill("900101-1234567 100")
    page.get_by_label("Identifier of the representative").fill("P-7")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("no resident number").first).to_be_visible()
    page.locator("#id_E-9-owners").fill("P-7 62.5\nP-8 37.5")
    permit = tmp_path / "permit.csv"
    permit.write_text("신고번호,유효 기한\n2026-77,2028-12-31\n")
    page.locator("#item-E-1").get_by_label("Evidence", exact=False).first.set_input_files(permit)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("10 questions of the self-assessment are open")).to_be_visible()
    expect(page.get_by_role("link", name="permit.csv")).to_be_visible()
    for choice in every(page.locator("[id^=id_self-]")):
        choice.select_option("3")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("A reviewer answers within ten business days.").first).to_be_visible()

    inside = visitor(reviewer)
    desk = inside.page()
    desk.goto(live_server.url + reverse("esg:entry-detail", args=[entry.number]))
    desk.get_by_role("button", name="Take it for review").click()
    look(inside, reverse("esg:entry-detail", args=[entry.number]))
    for item in range(1, 11):
        desk.locator(f"#item-E-{item}").get_by_label("Met?").select_option("yes")
    desk.get_by_role("button", name="Keep the findings").click()
    expect(desk.get_by_text("Name the sanctions list that was checked.").first).to_be_visible()
    desk.get_by_label("Sanctions list checked").fill("UN Security Council, 2026-11")
    desk.get_by_label("Checked on").fill(today().isoformat())
    desk.get_by_role("button", name="Keep the findings").click()
    expect(desk.get_by_text("Your findings are kept.").first).to_be_visible()
    desk.get_by_role("link", name="Decide", exact=True).click()
    expect(desk.get_by_role("heading", name="Decide: Qualified").first).to_be_visible()
    desk.get_by_label("Reason").fill("열 항목의 증빙을 확인함")
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_role("link", name="Letter (PDF)")).to_be_visible()

    page.goto(tender)
    expect(page.get_by_text("no ESG entry qualification in force")).to_have_count(0)
    entry.refresh_from_db()
    assert standing_of(owner.company, "esg.entry", entry.valid_to) == "QUALIFIED"
    assert standing_of(owner.company, "owners", today()) == "P-7:0.625 P-8:0.375"

    page.get_by_role("link", name="Enter a bid").click()
    page.get_by_label("Unit price of line 1").fill("12345")
    page.get_by_label("Unit price of line 2").fill("333")
    page.get_by_label("We have not discussed prices").check()
    page.get_by_label("We will give our own suppliers").check()
    page.get_by_role("button", name="Check the bid").click()
    page.get_by_role("button", name="Seal and submit").click()
    expect(page.get_by_role("heading", name="The bid is sealed")).to_be_visible()
    assert stage.tender.bids.get().company == owner.company


def test_the_pages_of_the_gate_hold_up_to_a_look(visitor, look):
    owner = newcomer()
    supplier, reviewer, legal = visitor(owner), visitor(staff("ER", "AP")), visitor(staff("CP"))
    look(visitor(), reverse("esg:code-detail"))
    look(supplier, reverse("esg:code-consent"))
    entry = services.begin_entry(by=owner)
    look(supplier, reverse("esg:entry-list"))
    look(supplier, reverse("esg:entry-detail", args=[entry.number]))
    look(reviewer, reverse("esg:terms-list"))
    look(reviewer, reverse("esg:terms-create"))
    look(legal, reverse("esg:code-consents"))
