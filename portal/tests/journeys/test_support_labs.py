"""A lab booking from the calendar to the report that purchasing reads with consent; a look at the pages beside it."""

import pytest
from django.urls import reverse

from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect
from sharedgrowth.support.models import LabBooking
from sharedgrowth.support.models.checklists_shipped import enter_checklists
from sharedgrowth.support.models.terms import enter_terms
from sharedgrowth.support.tests import facility_stage, group_stage, lab_stage, offer_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def test_a_supplier_books_the_laboratory_reports_and_purchasing_reads_with_consent(
    visitor, live_server, look, tmp_path
):
    thing = lab_stage.equipment()
    begin = lab_stage.free(thing, 1)
    owner = supplier("SA", name="김영희")
    booker = visitor(owner)
    page = booker.page()

    page.goto(live_server.url + at("lab-list"))
    page.get_by_role("link", name="Scanning electron microscope").click()
    page.goto(f"{live_server.url}{at('lab-detail', thing.code)}?week={begin.date().isoformat()}")
    look(booker, f"{at('lab-detail', thing.code)}?week={begin.date().isoformat()}")
    page.locator(f"a[href*='slot={begin.date().isoformat()}']").nth(0).click()
    look(booker, at("lab-book", thing.code))
    page.get_by_label("Begins").select_option(begin.isoformat())
    page.get_by_label("What is to be found out").fill("Why did the bearing break?")
    page.get_by_label("Sample", exact=False).nth(0).fill("Bearing ring")
    page.get_by_label("Phone in an emergency").fill("010-0000-0000")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("one of both").first).to_be_visible()  # the safety form says nothing yet
    expect(page.get_by_label("What is to be found out")).to_have_value("Why did the bearing break?")
    page.get_by_label("The sample has none of these hazards").check()
    page.get_by_label("Whoever comes wears safety shoes").check()
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("Waiting for the laboratory").first).to_be_visible()
    booking = LabBooking.objects.get()
    with page.expect_download() as entry:
        page.get_by_role("link", name="iCalendar").click()
    assert entry.value.suggested_filename == f"{booking.number}.ics"

    laboratory = visitor(thing.keeper)
    page = laboratory.page()
    page.goto(live_server.url + at("booking-detail", booking.number))
    page.get_by_role("link", name="Confirm").click()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Sample received").click()
    page.get_by_role("link", name="Release the report").click()
    paper = tmp_path / "report.pdf"
    paper.write_bytes(lab_stage.PDF)
    page.get_by_label("Finding").fill("Fatigue from a tool mark")
    page.get_by_label("Report").set_input_files(str(paper))
    page.get_by_role("button", name="Release the report").click()
    expect(page.get_by_text("Report released to the company").first).to_be_visible()

    officer = visitor(staff("PO"))
    shut = officer.page().goto(live_server.url + at("booking-detail", booking.number))
    assert shut is not None
    assert shut.status == 404  # purchasing does not even learn of it

    page = booker.page()
    page.goto(live_server.url + at("booking-detail", booking.number))
    with page.expect_download() as report:
        page.get_by_role("button", name="Open").click()
    assert report.value.suggested_filename == "report.pdf"
    page.goto(live_server.url + at("booking-detail", booking.number))
    page.get_by_role("link", name="Let purchasing read it").click()
    page.get_by_role("button", name="Let purchasing read it").click()
    expect(page.get_by_text("may read the report")).to_be_visible()
    look(booker, at("booking-detail", booking.number))

    page = officer.page()
    page.goto(live_server.url + at("booking-detail", booking.number))
    expect(page.get_by_text("Fatigue from a tool mark")).to_be_visible()
    with page.expect_download():
        page.get_by_role("button", name="Open").click()
    page = booker.page()
    page.goto(live_server.url + at("booking-detail", booking.number))
    expect(page.get_by_text("Hanbit Steel").first).to_be_visible()  # who of the buyer has opened it


def test_the_pages_of_inspections_technologies_and_the_support_group(visitor, look):
    enter_terms()
    enter_checklists()
    owner = supplier("SA", name="김영희")
    visit = facility_stage.reported(owner.company, severity="stop")
    other = facility_stage.on_site()
    licence = offer_stage.offered(offer_stage.published(), by=owner)
    wave = group_stage.wave()
    task = group_stage.measured(wave, by=owner)
    company = visitor(owner)
    for path in (
        at("inspection-list"),
        at("inspection-detail", visit.number),
        at("fault-fix", visit.faults.get().uid),
        at("licence-detail", licence.number),
        at("group-detail", task.request.number),
        at("group-task", task.uid),
        at("booking-list"),
    ):
        look(company, path)
    look(visitor(other.inspector), at("inspection-answers", other.number))
    grower = visitor(staff("SG"))
    for path in (
        at("wave-detail", str(wave)),
        at("checklist-detail", "electric", 1),
        at("offer-create"),
        at("group-list"),
        at("lab-create"),
    ):
        look(grower, path)
    stranger = visitor(None)
    for path in (at("group"), at("lab-list"), at("offer-list"), at("offer-detail", licence.offer.number)):
        look(stranger, path)
