"""A course from enrolment through a failed quiz to the certificate that anybody checks."""

import pytest
from django.urls import reverse

from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect
from purchasing.esg.models import Course, Enrolment
from purchasing.esg.models.courses_shipped import enter_courses
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.tests import course_stage as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def answer(page, enrolment: Enrolment, *, right: int) -> None:
    """Tick the answers of a try and hand it in."""
    for no, option in made.answers(enrolment, right=right).items():
        page.locator(f"input[name=q{no}][value='{option}']").check()
    page.get_by_role("button", name="Hand in").click()


def test_a_supplier_learns_fails_passes_and_shows_the_certificate(visitor, live_server, look):
    enter_terms()
    enter_courses()
    learner = visitor(supplier("SE", name="김영희"))
    page = learner.page()

    page.goto(live_server.url + reverse("esg:course-list"))
    page.get_by_role("link", name="ESG basics").click()
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_text("The quiz opens when 80 percent")).to_be_visible()
    enrolment = Enrolment.objects.get()
    for section in enrolment.course.sections.order_by("no"):
        page.get_by_role("button", name=f": {section.title_en}").click()
        made.later(enrolment, 30)
        page.get_by_role("button", name="I have read this section").click()
        expect(page.locator("#messages")).to_contain_text("this section takes at least 48 seconds")
        page.locator("[data-beats]").dispatch_event("beat")  # as the page does every 20 seconds
        expect(page.get_by_text("of 48 seconds are counted")).to_contain_text("3")
        made.later(enrolment, 40)
        page.get_by_role("button", name="I have read this section").click()
    look(learner, reverse("esg:course-section", args=["basics", 3]))
    page.get_by_role("link", name="Take the quiz").click()
    look(learner, reverse("esg:course-quiz", args=["basics"]))
    answer(page, enrolment, right=3)
    expect(page.get_by_role("heading", name="Not passed")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    answer(page, enrolment, right=6)
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    look(learner, reverse("esg:course-result", args=["basics", enrolment.uid, 2]))
    look(learner, reverse("esg:course-detail", args=["basics"]))
    look(learner, reverse("esg:course-list"))
    page.get_by_role("link", name="Certificate").click()
    checked = page.url.removeprefix(live_server.url)
    with page.expect_download() as paper:
        page.get_by_role("link", name="Certificate (PDF)").click()
    assert paper.value.suggested_filename.startswith("EDU-")

    stranger = visitor(None)
    page = stranger.page()
    page.goto(live_server.url + checked)
    expect(page.get_by_text("This certificate holds")).to_be_visible()
    expect(page.get_by_text("김**")).to_be_visible()
    look(stranger, checked)

    keeper = visitor(staff("SG"))
    made.in_band(enrolment.company, "C")
    look(keeper, reverse("esg:course-learners"))
    assert Course.objects.count() == 8
