"""CCMS: an overview from its draft to its permanent address; a year of a unit; a company without an account."""

import re

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect, press
from sharedgrowth.ccms.models import Action, KeptRun, Overview, SelfAssessment
from sharedgrowth.ccms.models.items_shipped import enter_set
from sharedgrowth.ccms.models.modules_shipped import enter_modules
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import assessments, overviews
from sharedgrowth.ccms.states import AssessmentState, OverviewState
from sharedgrowth.ccms.tests import factories as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def standards(transactional_db):
    """What a fresh portal begins with: a test before this one may have emptied the tables."""
    enter_modules()
    enter_set()


def hand_on(person, live_server, overview, *names: str) -> None:
    page = person.page()
    page.goto(live_server.url + reverse("ccms:overview-work", args=[overview.uid]))
    for name in names:
        press(page.get_by_role("button", name=name))


def test_four_people_bring_an_overview_to_everybody(visitor, live_server, look):
    owner, office, legal, publisher = staff("PO"), staff("CC"), staff("CP"), staff("CC")
    overviews.set_owner(made.module("B6"), owner=owner, by=office)
    writer = visitor(owner)
    page = writer.page()
    page.goto(live_server.url + reverse("ccms:board"))
    page.get_by_role("button", name=re.compile("First version.*B6.*English")).click()
    page.get_by_label("Purpose").fill(made.TEXT["purpose"])
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Add to what we do: at least 3 entries")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    for label, name in [
        ("Principles", "principles"), ("What we do", "dos"), ("What we do not do", "donts"),
        ("Key activities", "activities"),
    ]:  # fmt: skip
        page.get_by_label(label, exact=False).and_(page.locator(f"#id_{name}")).fill(made.TEXT[name])
    page.locator("#id_programmes input").first.check()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Hand it to the office").click()
    expect(page.get_by_text("The corporate-citizenship office is told.").first).to_be_visible()
    overview = Overview.objects.get()
    look(writer, reverse("ccms:overview-work", args=[overview.uid]))

    hand_on(visitor(office), live_server, overview, "Hand it to legal and communications")
    hand_on(visitor(legal), live_server, overview, "Approve the text")
    hand_on(visitor(publisher), live_server, overview, "Publish")
    overview.refresh_from_db()
    assert overview.state == OverviewState.PUBLISHED

    reader = visitor()
    page = reader.page()
    page.goto(live_server.url + reverse("ccms:collection"))
    expect(page.get_by_text("1/13").first).to_be_visible()
    page.get_by_role("link", name="Purchasing").click()
    expect(page.get_by_text("Record each solicitation")).to_be_visible()
    expect(page.get_by_text(overview.sha256)).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert taken.value.suggested_filename == "CCMS-B6-v1-en.pdf"
    look(reader, reverse("ccms:overview-detail", args=["B6", 1]))
    look(reader, reverse("ccms:collection"))
    look(visitor(office), reverse("ccms:board"))


def test_a_unit_answers_and_a_second_person_confirms(visitor, live_server, look):
    assessment = made.opened()
    first, second = made.people(assessment)
    told = made.all_at(assessment, 3)
    for item in queries.items_of(assessment.set):
        if item.module.code == "P2":
            del told[item.pk]
    assessments.save_answers(assessment, told, by=first)
    member = visitor(first)
    page = member.page()
    page.goto(live_server.url + reverse("ccms:assessment-detail", args=[assessment.number]))
    page.get_by_role("link", name="Go on answering").click()
    for place, group in enumerate(every(page.get_by_role("group"))):
        group.get_by_label("4 Measured" if place == 0 else "1 Aware").check()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")  # by itself
    page.reload()
    expect(page.get_by_label("4 Measured").first).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Hand it to a second person").click()
    expect(page.get_by_text("P2-1 needs evidence").first).to_be_visible()
    look(member, reverse("ccms:answer-module", args=[assessment.number, "P2"]))
    page.get_by_role("link", name="P2-1").click()
    page.get_by_label("Where the evidence lies").first.fill("Intranet, reports of the year")
    press(page.get_by_role("button", name="Save", exact=True))
    press(page.get_by_role("button", name="Hand it to a second person"))

    colleague = visitor(second)
    page = colleague.page()
    page.goto(live_server.url + reverse("ccms:assessment-detail", args=[assessment.number]))
    page.get_by_role("link", name="Look it over and confirm").click()
    look(colleague, reverse("ccms:assessment-check", args=[assessment.number]))
    page.get_by_label("accepted", exact=True).check()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("Confirmed. The results are frozen.").first).to_be_visible()
    assert SelfAssessment.objects.get().state == AssessmentState.CONFIRMED
    assert Action.objects.get().module.code == "P2"
    look(colleague, reverse("ccms:assessment-detail", args=[assessment.number]))


def test_a_company_without_an_account_sees_where_it_stands(visitor, live_server, look):
    reader = visitor()
    page = reader.page()
    page.goto(live_server.url + reverse("ccms:run"))
    page.get_by_role("group", name=re.compile("long-term strategy")).get_by_label("4 Measured").check()
    page.get_by_role("group", name=re.compile("ideas and mistakes")).get_by_label("1 Aware").check()
    page.get_by_role("button", name="Show the result").click()
    expect(page.get_by_role("link", name="P2 Organizational culture")).to_be_visible()
    assert KeptRun.objects.count() == SelfAssessment.objects.count() == 0
    with page.expect_download() as taken:
        page.get_by_role("button", name="Report (PDF)").click()
    assert taken.value.suggested_filename == "ccms-self-assessment.pdf"
    page.get_by_role("button", name="Keep them for a year").click()
    expect(page.get_by_text("it is the only key")).to_be_visible()
    look(reader, page.url.removeprefix(live_server.url))
    page.get_by_role("button", name="Remove the answers now").click()
    expect(page.get_by_text("Nothing of them is left.").first).to_be_visible()
    assert KeptRun.objects.count() == 0
    look(reader, reverse("ccms:run"))
    look(reader, reverse("ccms:results"))
