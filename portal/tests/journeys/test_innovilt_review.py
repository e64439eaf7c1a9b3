"""INNOVILT from the draft to the certificate: a supplier, the office, an expert at the plant, the committee."""

from datetime import date

import pytest
from playwright.sync_api import Page

from portal.clock import today
from portal.tests.factories import CompanyFactory, staff
from portal.tests.journeys.pressing import every, expect
from purchasing.contracts.tests.factories import hear, person
from sharedgrowth.innovilt.models import Certificate, InnoviltApplication
from sharedgrowth.innovilt.services import committee
from sharedgrowth.innovilt.states import ApplicationState, Part
from sharedgrowth.innovilt.tests import factories as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A = ApplicationState


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def attach(page: Page, kind: str, name: str) -> None:
    follow(page, "Enclose a paper")
    page.get_by_label("Kind").select_option(kind)
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": made.PDF})
    press(page, "Enclose")


@pytest.mark.usefixtures("starter_classes")
def test_from_the_draft_to_the_certificate(visitor, look):
    company = CompanyFactory(legal_name_en="Garam Structures")
    made.product_of(company)
    boss, office, expert = person(company, "SA"), made.office(), staff("EV")
    bought = date(today().year - 1, 6, 1)

    supplier = visitor(boss)
    page = supplier.page()
    page.goto(f"{supplier.base}/innovilt/applications/")
    follow(page, "Apply for INNOVILT")
    page.get_by_label("Product").select_option(index=1)
    press(page, "Begin the application")
    page.get_by_label("Category").select_option("structure")
    page.get_by_label("Region of the plant").select_option("KR-44")
    page.get_by_label("Where it is made").fill("Dangjin, plant 1")
    page.get_by_label("What is new about it").fill("Laid without welding.")
    page.get_by_label("Market and customers").fill("Warehouses.")
    page.get_by_label("Year").first.fill(str(bought.year))
    page.get_by_label("Units sold").first.fill("1,000")
    press(page, "Save the draft")
    follow(page, "Add a steel part")
    page.get_by_label("Part").fill("Sheet")
    page.get_by_label("Grade").fill("SGCC")
    page.get_by_label("Form").select_option("coated")
    page.get_by_label("Tonnes in one unit").fill("0.02")
    press(page, "Add the part")
    follow(page, "Prove steel")
    for label, value in (
        ("Mill certificate number", "MC-77"), ("Date of the certificate", bought.isoformat()), ("Heat number", "SC-77"),
        ("Coil number", "C-1"), ("Weight of the coil (t)", "20.1"), ("Bought on", bought.isoformat()),
        ("Of it for this product (t)", "20"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)
    press(page, "Add the proof")
    expect(page.get_by_role("region", name="Mass balance").first).to_contain_text("0.9850")  # 20 t × 0.985 for 20 t
    expect(page.get_by_text("The coverage is 0.9850").first).to_be_visible()
    page.get_by_role("region", name="Steel proofs").first.get_by_role("link", name="20.000", exact=True).click()
    page.get_by_label("Of it for this product (t)").fill("25")
    press(page, "Save")
    expect(page.get_by_text("Of this coil 20.100 t of 20.100 t are left.").first).to_be_visible()
    page.goto(page.url.split("/proofs/")[0] + "/edit/")
    page.get_by_label("Units sold").first.fill("980")
    press(page, "Save the draft")
    attach(page, "drawing", "section.pdf")
    attach(page, "test", "test.pdf")
    follow(page, "Submit")
    press(page, "Submit")
    expect(page.get_by_text("Submitted. Your receipt is here.").first).to_be_visible()
    application = InnoviltApplication.objects.get()
    assert application.state == A.SUBMITTED
    here = f"/innovilt/applications/{application.number}/"

    bureau = visitor(office)
    desk = bureau.page()
    desk.goto(bureau.base + here)
    press(desk, "Take it up")
    press(desk, "Look the heats up")
    expect(desk.get_by_text("The mill has not shipped this heat and coil.").first).to_be_visible()
    follow(desk, "The mill's answer: MC-77")
    desk.get_by_label("knows it: number, heats and weights are right").check()
    desk.get_by_label("Whom you asked, and what was said").fill("Quality desk, by phone: right.")
    press(desk, "Enter the answer")
    press(desk, "Examine the steel")
    expect(desk.get_by_text("All steel is of our mills").first).to_be_visible()
    look(bureau, here)
    made.reviewed(InnoviltApplication.objects.get(), Part.TECHNOLOGY)
    desk.goto(bureau.base + here)
    press(desk, "Pass it on")
    expect(desk.get_by_text("Passed on.").first).to_be_visible()
    made.market_passed(InnoviltApplication.objects.get())
    desk.goto(bureau.base + here)
    follow(desk, "Plan a site check")
    desk.get_by_label("Day").fill(today().isoformat())
    desk.get_by_label("Inspector").select_option(str(expert.pk))
    press(desk, "Plan the check")
    expect(desk.get_by_text("Planned. The company and the inspector are told.").first).to_be_visible()

    inspector = visitor(expert, width=390)
    phone = inspector.page()
    phone.goto(f"{inspector.base}/innovilt/reviews/")
    phone.locator("main").get_by_role("link", name="Deck plate").click()
    for group in every(phone.get_by_role("radio", name="3 good")):
        group.check()
    press(phone, "Save")
    expect(phone.get_by_text("Saved.").first).to_be_visible()
    phone.get_by_label("What was seen").fill("Heats are followed to the product.")
    press(phone, "Save and close the check")
    expect(phone.get_by_text("The site check is closed.").first).to_be_visible()
    application.refresh_from_db()
    assert application.state == A.COMMITTEE

    members = [made.member_of_committee(number) for number in range(5)]
    meeting = committee.call_meeting(held_on=today(), place="", chair=members[0], members=members[1:], by=office)
    desk.goto(f"{bureau.base}/innovilt/committee/{meeting.number}/")
    follow(desk, "Put a product on the agenda")
    desk.get_by_label("Application").select_option(index=1)
    press(desk, "Put on the agenda")
    expect(desk.get_by_text("On the agenda. The company is told.").first).to_be_visible()
    chair = visitor(members[0])
    room = chair.page()
    room.goto(f"{chair.base}/innovilt/committee/{meeting.number}/")
    press(room, "Open the meeting")
    follow(room, "Vote")
    room.get_by_label("Certify").check()
    press(room, "Vote")
    expect(room.get_by_text("Your vote is in.").first).to_be_visible()
    for member in members[1:]:
        committee.cast_vote(meeting.agenda.get(), choice="certify", by=member)
    room.goto(f"{chair.base}/innovilt/committee/{meeting.number}/")
    look(chair, f"/innovilt/committee/{meeting.number}/")
    follow(room, "Close the meeting")
    press(room, "Close the meeting")
    expect(room.get_by_text("Closed. The minutes are kept").first).to_be_visible()
    hear()

    certificate = Certificate.objects.get()
    page.goto(supplier.base + here)
    expect(page.get_by_role("link", name=certificate.number)).to_be_visible()
    page.goto(f"{supplier.base}/innovilt/alliance/")
    page.get_by_role("link", name="Garam Structures").click()
    follow(page, "Read and sign")
    page.get_by_label("I have read the agreement and sign it for my company.").check()
    press(page, "Sign")
    expect(page.get_by_text("Signed. Welcome to the alliance.").first).to_be_visible()
    look(supplier, here)
    look(supplier, "/innovilt/alliance/")
