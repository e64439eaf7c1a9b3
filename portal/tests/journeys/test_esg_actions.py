"""From band D to the lifting in a browser: notice, answer, votes, decision, the bar in bidding, the way back."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.people.models import Company, User
from portal.people.services import record_standing
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.journeys.pressing import expect
from portal.tests.matrix_esg_actions import limitation_in_force
from purchasing.bidding.tests import factories as tenders
from purchasing.esg.handlers.review import close_what_is_over
from purchasing.esg.models import Assessment, CorrectiveAction, Evidence, Limitation
from purchasing.esg.services.answers import AnswerIn, save_answers, submit_assessment
from purchasing.esg.services.periodic import assign_due
from purchasing.esg.states import EntryOutcome, LimitationState, StandingFact
from purchasing.esg.tests import actions_stage as made
from purchasing.esg.tests.factories import hear, published_set

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def a_supplier_of_a_year() -> tuple[Company, User]:
    """It passed the gate more than a year ago, so that its first assessment is due."""
    company = CompanyFactory(level=Level.L2, entered=False)
    for fact, value in ((StandingFact.ENTRY, EntryOutcome.QUALIFIED), (StandingFact.CODE, "1.0")):
        record_standing(company, fact, value, valid_from=today() - timedelta(days=400), source="ENT-1")
    published_set()
    return company, UserFactory(company=company, roles=("SA", "BD"))


def answered(assessment: Assessment, shown: Evidence, *, by: User) -> None:
    """The supplier gives itself 2 in each item, shows a document for it and hands in."""
    questions = assessment.question_set.questions.all()
    save_answers(assessment, [(each, AnswerIn(score=2, evidence=frozenset({shown.pk}))) for each in questions], by=by)
    submit_assessment(assessment, by=by)
    hear()


def reviewed_and_sent(assessment: Assessment, live_server, page) -> None:
    """A reviewer agrees with each item, scores and sends the result: band D."""
    page.goto(live_server.url + reverse("esg:assessment-detail", args=[assessment.number]))
    page.get_by_role("button", name="Begin the review").click()
    for code in ("E1", "S1", "G1"):
        page.get_by_label(f"Score of {code}").select_option("2")
        with page.expect_navigation():
            page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Close this round").click()
    expect(page.locator("#messages")).to_be_visible()
    page.goto(live_server.url + reverse("esg:assessment-detail", args=[assessment.number]))
    with page.expect_navigation():
        page.get_by_role("button", name="Score it").click()
    page.get_by_role("button", name="Send the result").click()
    expect(page.locator("#messages")).to_contain_text("The supplier may object")
    score = assessment.scores.get()
    assert (score.band, f"{score.total:.2f}") == ("D", "40.00")


def test_band_d_leads_to_a_limitation_that_bars_bids_until_it_is_mended(visitor, live_server):
    company, owner = a_supplier_of_a_year()
    tender = tenders.published().tender
    assert assign_due() == 1  # the monthly job
    assessment = Assessment.objects.get(company=company)
    shown = made.evidence(company)
    answered(assessment, shown, by=owner)
    reviewed_and_sent(assessment, live_server, visitor(staff("ER")).page())
    Assessment.objects.filter(pk=assessment.pk).update(objection_until=today() - timedelta(days=1))
    close_what_is_over()  # the daily job: nobody objected
    hear()
    limitation = Limitation.objects.get(company=company)  # proposed by the portal itself
    page_of = live_server.url + reverse("esg:limitation-detail", args=[limitation.number])

    reviewer = visitor(staff("ER")).page()
    reviewer.goto(live_server.url + reverse("esg:limitation-list"))
    reviewer.get_by_role("link", name=limitation.number).click()
    reviewer.get_by_role("button", name="Send the notice").click()
    expect(reviewer.locator("#messages")).to_contain_text("The notice is sent")

    supplier = visitor(owner).page()
    supplier.goto(live_server.url + reverse("home:dashboard"))
    expect(supplier.locator("main")).to_contain_text(f"Answer the notice {limitation.number}")
    supplier.goto(page_of)
    supplier.get_by_role("link", name="Answer", exact=True).click()
    supplier.get_by_label("Answer to the facts").fill("측정 대행 계약을 맺었습니다.")
    supplier.get_by_role("button", name="Send the answer").click()
    expect(supplier.locator("#messages")).to_contain_text("The answer is in")

    reviewer.goto(page_of)
    reviewer.get_by_role("button", name="Convene the committee").click()
    expect(reviewer.locator("#messages")).to_contain_text("The committee has it")
    chair = staff("EC")
    for member in (chair, staff("AP"), staff("CP")):
        page = visitor(member).page()
        page.goto(page_of)
        page.get_by_role("link", name="Vote", exact=True).click()
        page.get_by_label("for the limitation").check()
        page.get_by_role("button", name="Vote", exact=True).click()
        expect(page.locator("#messages")).to_contain_text("Your vote is in")
    committee = visitor(chair).page()
    committee.goto(page_of)
    committee.get_by_role("link", name="Record the decision").click()
    committee.get_by_label("Decision and reasons").fill("두 번 이어 D등급입니다.")
    committee.get_by_role("button", name="Record the decision").click()
    expect(committee.locator("#messages")).to_contain_text("The decision is recorded")

    supplier.goto(live_server.url + reverse("bidding:tender-detail", args=[tender.number]))
    expect(supplier.locator("main")).to_contain_text("because of an ESG supply limitation")
    supplier.get_by_role("link", name="Read the supply limitation").click()
    supplier.get_by_role("link", name=limitation.number).click()
    expect(supplier.locator("main")).to_contain_text("두 번 이어 D등급입니다.")

    action = CorrectiveAction.objects.get(company=company)  # asked for by the portal, with the result
    action_url = live_server.url + reverse("esg:action-detail", args=[action.number])
    supplier.goto(action_url)
    supplier.get_by_role("link", name="Hand in the plan").click()
    supplier.get_by_label("Root cause").fill("점검표에 없었습니다.")
    supplier.get_by_label("Action").fill("덮개를 답니다.")
    supplier.get_by_label("Responsible").fill("안전팀 김하나")
    supplier.get_by_role("button", name="Hand in the plan").click()
    expect(supplier.locator("#messages")).to_contain_text("The plan is in")
    reviewer.goto(action_url)
    reviewer.get_by_role("link", name="Accept the plan").click()
    reviewer.get_by_role("button", name="Accept the plan").click()
    expect(reviewer.locator("#messages")).to_contain_text("Accepted")
    supplier.goto(action_url)
    supplier.get_by_role("link", name="Hand in evidence").click()
    supplier.get_by_label("What was done").fill("덮개를 달았습니다.")
    supplier.get_by_label(shown.title).check()
    supplier.get_by_role("button", name="Hand in evidence").click()
    expect(supplier.locator("#messages")).to_contain_text("The evidence is in")
    reviewer.goto(action_url)
    reviewer.get_by_role("link", name="Verify", exact=True).click()
    reviewer.get_by_label("What you looked at").fill("현장에서 확인했습니다.")
    reviewer.get_by_label("The item's score from now on").select_option("5")
    reviewer.get_by_role("button", name="Verify", exact=True).click()
    expect(reviewer.locator("#messages")).to_contain_text("Verified and closed")
    score = assessment.scores.order_by("seq").last()
    assert (score.band, f"{score.total:.2f}") == ("C", "61.00")

    supplier.goto(page_of)
    supplier.get_by_role("link", name="Ask for the lifting").click()
    supplier.get_by_label("What has changed").fill("덮개를 달았고 검증되었습니다.")
    supplier.get_by_role("button", name="Ask for it").click()
    expect(supplier.locator("#messages")).to_contain_text("The committee decides")
    committee.goto(page_of)
    committee.get_by_role("link", name="Lift it").click()
    committee.get_by_label("Decision and reasons").fill("시정이 검증되었습니다.")
    committee.get_by_role("button", name="Lift it").click()
    expect(committee.locator("#messages")).to_contain_text("Lifted")
    supplier.goto(live_server.url + reverse("bidding:tender-detail", args=[tender.number]))
    expect(supplier.get_by_role("link", name="Enter a bid")).to_be_visible()
    limitation.refresh_from_db()
    assert limitation.state == LimitationState.LIFTED


def test_the_pages_look_right(visitor, look):
    world = limitation_in_force()
    number = world.names["number"]
    action = made.implemented(made.opened(world.owner, "priority"))
    flag = made.raised(world.owner, critical=True)
    reviewer, owner = visitor(world.people["other_reviewer"]), visitor(world.people["owner"])
    of_action = CorrectiveAction.objects.filter(pk=action.pk).get()
    for person, path in (
        (reviewer, reverse("esg:limitation-list")),
        (owner, reverse("esg:limitation-detail", args=[number])),
        (reviewer, reverse("esg:limitation-detail", args=[number])),
        (owner, reverse("esg:limitation-appeal", args=[number])),
        (reviewer, reverse("esg:action-list")),
        (reviewer, reverse("esg:action-detail", args=[of_action.number])),
        (reviewer, reverse("esg:action-verify", args=[of_action.number])),
        (reviewer, reverse("esg:flag-list")),
        (owner, reverse("esg:flag-detail", args=[flag.uid])),
        (reviewer, reverse("esg:flag-raise")),
    ):
        look(person, path)
