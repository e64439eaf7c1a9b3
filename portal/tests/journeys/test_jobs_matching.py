"""Firm, trainee and operator from a vacancy to the first day of work; a look at the pages on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import SEOUL, db_now, today
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.journeys.pressing import every, expect
from sharedgrowth.jobs.models import Match, Placement, RetentionCheck, Round, Vacancy
from sharedgrowth.jobs.models.terms import enter_terms
from sharedgrowth.jobs.models.vacancies import enter_minimum_wages
from sharedgrowth.jobs.tests import matching_stage as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def at(name: str, *args) -> str:
    return reverse(f"jobs:{name}", args=args)


def moment(days: int) -> str:
    return f"{(db_now() + timedelta(days=days)).astimezone(SEOUL):%Y-%m-%dT%H:%M}"


def test_from_a_vacancy_over_the_matching_to_the_first_day_of_work(visitor, live_server, look):
    enter_terms()
    enter_minimum_wages()
    who = made.agreeing()
    other = made.opened(title="Welder")
    owner = UserFactory(company=CompanyFactory(), roles=("SA",), name="김영희")
    firm, operator, trainee = visitor(owner), visitor(staff("HR")), visitor(who.user)
    url = live_server.url

    page = firm.page()
    page.goto(url + at("vacancy-create"))
    for label, value in {
        "Job": "Crane mechanic",
        "People wanted": "1",
        "Base pay a month, from": "2,000,000",
        "Base pay a month, to": "2,900,000",
        "Place of work": "Pohang",
        "Open until": (today() + timedelta(days=60)).isoformat(),
        "Duties and conditions": "Daily checks of overhead cranes",
    }.items():
        page.locator("main").get_by_label(label).first.fill(value)
    page.get_by_label("Trade").select_option("crane")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The minimum wage of").first).to_be_visible()  # said at the field
    expect(page.get_by_label("Duties and conditions")).to_have_value("Daily checks of overhead cranes")
    page.get_by_label("Base pay a month, from").fill("2,600,000")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Being checked").first).to_be_visible()
    vacancy = Vacancy.objects.get(title="Crane mechanic")

    page = operator.page()
    page.goto(url + at("vacancy-detail", vacancy.number))
    expect(page.get_by_text("Pay at or above the minimum wage")).to_be_visible()
    page.get_by_role("button", name="Open the vacancy").click()
    page.goto(url + at("round-list"))
    page.get_by_role("link", name="Open a round").click()
    page.get_by_label("Lists of trainees until").fill(moment(5))
    page.get_by_label("Lists of firms until").fill(moment(9))
    for box in every(page.get_by_role("checkbox")):
        box.check()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("Trainees make their lists").first).to_be_visible()
    round = Round.objects.get()

    page = trainee.page()
    page.set_viewport_size({"width": 390, "height": 844})  # on a phone
    page.goto(url + at("round-wishes", round.number))
    page.get_by_role("button", name="Add Welder").click()
    expect(page.get_by_role("heading", name="1. Welder")).to_be_visible()
    page.get_by_role("button", name="Add Crane mechanic").click()
    expect(page.get_by_role("heading", name="2. Crane mechanic")).to_be_visible()
    page.get_by_role("button", name="Up Crane mechanic").click()
    expect(page.get_by_role("heading", name="1. Crane mechanic")).to_be_visible()
    page.get_by_role("button", name="Hand the list in").click()
    expect(page.get_by_text("handed in").first).to_be_visible()
    look(trainee, at("round-wishes", round.number))

    page = operator.page()
    page.goto(url + at("round-detail", round.number))
    page.get_by_role("button", name="Close the lists of trainees now").click()
    expect(page.get_by_text("Firms make their lists").first).to_be_visible()
    page = firm.page()
    page.goto(url + at("round-ranks", round.number, vacancy.number))
    look(firm, at("round-ranks", round.number, vacancy.number))
    page.get_by_label(f"Rank of {who.application.code}").fill("1")
    page.get_by_role("button", name="Hand the list in").click()
    expect(page.get_by_text("Your list is in").first).to_be_visible()
    Round.objects.update(ranks_until=db_now() + timedelta(seconds=1), wishes_until=db_now() - timedelta(days=1))
    page = operator.page()
    page.wait_for_timeout(1200)
    page.goto(url + at("round-detail", round.number))
    page.get_by_role("button", name="Compute the matching").click()
    expect(page.get_by_text("the same").first).to_be_visible()
    page.get_by_role("button", name="Publish the outcome").click()
    expect(page.get_by_text("Published").first).to_be_visible()
    look(operator, at("round-detail", round.number))
    match = Match.objects.get()

    page = trainee.page()
    page.goto(url + at("match-detail", match.number))
    expect(page.get_by_text("Matched: your wish number 1. The firm ranked you 1.")).to_be_visible()
    page.get_by_role("link", name="Let the firm read your papers").click()
    look(trainee, at("match-consent", match.number))
    expect(page.get_by_label("I agree")).not_to_be_checked()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Let the firm read them").click()
    expect(page.get_by_text("The firm may read your papers from now on").first).to_be_visible()

    page = firm.page()
    page.goto(url + at("match-detail", match.number))
    with page.expect_download() as paper:
        page.get_by_role("button", name="Read the papers (PDF)").click()
    assert paper.value.suggested_filename == f"{match.number}-cv.pdf"
    page.get_by_role("link", name="Invite to an interview").click()
    page.get_by_label("Begins").fill(moment(3))
    page.get_by_label("Whom to ask for").fill("Ms Lee")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Invited. The trainee is told.").first).to_be_visible()
    with page.expect_download() as entry:
        page.get_by_role("link", name="iCalendar").click()
    assert entry.value.suggested_filename == f"{match.number}.ics"

    page = trainee.page()
    page.goto(url + at("match-detail", match.number))
    page.get_by_role("button", name="I come").click()
    expect(page.get_by_text("Confirmed").first).to_be_visible()
    look(trainee, at("match-detail", match.number))

    page = firm.page()
    page.goto(url + at("match-detail", match.number))
    page.get_by_role("link", name="Offer the job").click()
    page.get_by_label("Work begins on").fill((today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Offer the job").click()
    expect(page.get_by_text("Offered. The trainee is told.").first).to_be_visible()
    page = trainee.page()
    page.goto(url + at("match-detail", match.number))
    page.get_by_role("link", name="Accept the job").click()
    page.get_by_role("button", name="Accept the job").click()
    expect(page.get_by_text("Accepted").first).to_be_visible()

    page = firm.page()
    page.goto(url + at("match-detail", match.number))
    page.get_by_role("link", name="Note the first day of work").click()
    page.get_by_label("Began to work on").fill(today().isoformat())
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Congratulations").first).to_be_visible()
    placement = Placement.objects.get()
    RetentionCheck.objects.filter(months=1).update(due_on=today(), asked_at=db_now())
    page.goto(url + at("placement-detail", placement.number))
    page.get_by_role("link", name="Answer 1").click()
    page.get_by_label("Still employed").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Thank you. Noted.").first).to_be_visible()
    look(firm, at("placement-detail", placement.number))
    assert other.matches.count() == 0


def test_the_other_pages_of_matching(visitor, look):
    enter_terms()
    enter_minimum_wages()
    owner = UserFactory(company=CompanyFactory(), roles=("SA",), name="김영희")
    match = made.consented(by=owner)
    made.invited(match, owner)
    made.offered(Match.objects.get(pk=match.pk), owner)
    operator, firm = visitor(staff("HR")), visitor(owner)
    for path in (at("vacancy-facts"), at("round-list"), at("match-list"), at("placement-report")):
        look(operator, path)
    for path in (at("vacancy-list"), at("vacancy-detail", match.vacancy.number), at("interview-list")):
        look(firm, path)
    look(firm, at("match-detail", match.number))
