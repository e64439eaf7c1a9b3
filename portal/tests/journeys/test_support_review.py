"""From a submitted application to its selection: asked for more, reviewed blind, visited, chosen under the balance."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect, press
from sharedgrowth.support.models import Project, Review
from sharedgrowth.support.services import calls, committee, review, screening, selection
from sharedgrowth.support.services.committee import Outsider
from sharedgrowth.support.states import ApplicationState, ReviewState
from sharedgrowth.support.tests import factories, project_stage, review_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A = ApplicationState


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_a_non_trading_firm_is_asked_reviewed_visited_and_selected_under_the_balance(visitor):
    officer = staff("SG", name="Officer Choi")
    call = factories.call(form=factories.built_form("smart_factory"), places=2, officer=officer)
    application = review_stage.plain(call, title="Coating gauge")
    desk, firm = visitor(officer), visitor(factories.person(application.company, "SA"))
    people = [staff("EV", name="Reviewer Han"), staff("RQ", name="Reviewer Seo")]
    guest = staff("CN", name="Consultant No")

    page = desk.page()
    page.goto(desk.base + reverse("support:board"))
    page.get_by_role("link", name=application.company.legal_name_en).first.click()
    press(page.get_by_role("button", name="Take up"))
    page.get_by_role("link", name="Ask for more").click()
    page.get_by_label("What is missing").fill("Twelve months of defects")
    press(page.get_by_role("button", name="Send the question"))

    own = firm.page()
    own.goto(firm.base + reverse("support:decision-seen", args=[application.number]))
    own.get_by_role("link", name="Answer", exact=True).click()
    expect(own.get_by_text("Twelve months of defects")).to_be_visible()
    own.get_by_label("Answer").fill("The table is in the attachment.")
    press(own.get_by_role("button", name="Send the answer"))

    page.reload()
    press(page.get_by_role("button", name="Pass on to the reviewers"))
    for person in people:
        page.get_by_role("link", name="Ask a reviewer").click()
        page.get_by_label("Reviewer").select_option(label=person.name)
        press(page.get_by_role("button", name="Ask for the review"))
    for person, share in zip(people, (Decimal("0.8"), Decimal("0.7")), strict=True):
        reader = visitor(person)
        sheet = reader.page()
        sheet.goto(reader.base + reverse("support:review-list"))
        sheet.get_by_role("link", name=application.company.legal_name_en).click()
        sheet.get_by_role("link", name="Declare and begin").click()
        sheet.get_by_label("I have no shares").check()
        press(sheet.get_by_role("button", name="Declare and begin"))
        expect(sheet.get_by_text("as soon as yours are locked")).to_be_visible()
        for row in call.rubric:
            sheet.locator(f"[name={row['code']}]").fill(str(row["weight"] * share))
        sheet.get_by_label("Reasons").fill("A clear plan.")
        press(sheet.get_by_role("button", name="Save and lock"))
        expect(sheet.get_by_text("Locked. You see now what the others gave.").first).to_be_visible()

    page.reload()
    press(page.get_by_role("button", name="Shortlist"))
    page.get_by_role("link", name="Plan the joint investigation").click()
    page.get_by_label("Day of the visit").fill(today().isoformat())
    page.get_by_label(guest.name).check()
    page.get_by_label("Outside member 1: name").fill("Kim")
    page.get_by_label("Outside member 1: organisation").fill("Chamber of Commerce")
    press(page.get_by_role("button", name="Plan it"))
    page.get_by_role("link", name="Write the report").click()
    page.get_by_label("Report").fill("Gauges and records seen.")
    press(page.get_by_role("button", name="Hand in the report"))
    page.get_by_role("link", name="Enter verdict").click()
    page.get_by_label("In favour").check()
    page.get_by_label("Reason").fill("Good for the region.")
    sheet = {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": project_stage.PDF}
    page.get_by_label("Signed sheet").set_input_files(sheet)
    press(page.get_by_role("button", name="Enter it"))
    page.get_by_text("Good for the region.").wait_for()
    there = visitor(guest)
    verdict = there.page()
    verdict.goto(there.base + reverse("support:investigation-verdict", args=[application.number]))
    verdict.get_by_label("In favour").check()
    verdict.get_by_label("Reason").fill("People are ready.")
    press(verdict.get_by_role("button", name="Give the verdict"))

    rivals = [review_stage.ranked(call, trading=True, total=90 - at) for at in range(2)]
    calls.close_call(call, by=None)  # as its clock does
    page.goto(desk.base + reverse("support:selection", args=[call.number]))
    chosen = page.get_by_label(f"Decision on {application.number}")
    expect(chosen).to_have_value("select")  # third by points, and the best of the short group
    page.get_by_label(f"Decision on {rivals[1].number}").select_option("decline")
    page.get_by_label("Reason for the declined").fill("Two places only.")
    press(page.get_by_role("button", name="Confirm the selection"))
    expect(page.get_by_text("2 companies are selected.").first).to_be_visible()

    application.refresh_from_db()
    assert (application.state, application.points) == (A.SELECTED, Decimal("75.00"))
    assert Project.objects.filter(application=application).count() == 1
    own.goto(firm.base + reverse("support:decision-seen", args=[application.number]))
    expect(own.get_by_text("Your company is selected")).to_be_visible()


def test_pages_of_reviews_look_right(visitor, look):
    officer = staff("SG")
    call = factories.call(officer=officer)
    running = review_stage.in_review(factories.applied(call), officer)
    reviewer = staff("EV")
    made = review.assign_reviewer(running, reviewer, by=officer)
    review.declare_free(made, by=reviewer)
    review_stage.reviewed_by(running, staff("EV"), 80, by=officer)
    far = review_stage.reviewed(factories.applied(call), 90, 60)
    asked = review_stage.screening_of(factories.applied(call), officer)
    screening.ask_for_more(asked, "도면과 불량 기록", by=officer)
    low = review_stage.reviewed(factories.applied(call), 40, 44)
    review.fall_short(low, "기준에 미치지 못했습니다.", by=officer)
    visited = review_stage.shortlisted(call)
    visit = committee.plan_investigation(
        visited, visit_on=today(), members=[staff("CN")], outsiders=[Outsider("김단원", "상공회의소")], by=officer
    )
    committee.report_investigation(visit, "보았습니다.", by=officer)
    voted = review_stage.shortlisted(call)
    member = staff("AP")
    committee.seat_member(call, member, by=officer)
    committee.convene_committee(voted, "비교가 필요합니다.", by=officer)
    closed = review_stage.closed_call(places=2)
    first, second, third = (review_stage.ranked(closed, trading=at == 0, total=90 - at) for at in range(3))
    selection.select_applications(closed, [first], waitlist=[second], by=officer)
    assert Review.objects.get(pk=made.pk).state == ReviewState.OPEN
    desk, sheet = visitor(officer), visitor(reviewer)
    for name, key in (
        ("board", None),
        ("review-list", None),
        ("review-call", call.number),
        ("review-detail", far.number),
        ("review-detail", visited.number),
        ("review-detail", voted.number),
        ("review-assign", far.number),
        ("review-share", call.number),
        ("committee", call.number),
        ("selection", closed.number),
        ("fairness", None),
    ):
        look(desk, reverse(f"support:{name}", args=[key] if key else []))
    for name in ("review-detail", "review-abstain"):
        look(sheet, reverse(f"support:{name}", args=[running.number]))
    look(visitor(member), reverse("support:committee-vote", args=[voted.number]))
    for application, name in ((low, "decision-seen"), (asked, "info-answer"), (second, "decision-seen")):
        person = visitor(factories.person(application.company, "SA"))
        look(person, reverse(f"support:{name}", args=[application.number]))
    assert third.state == A.INVESTIGATION
