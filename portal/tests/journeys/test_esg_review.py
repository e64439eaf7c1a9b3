"""The review of an ESG assessment in a browser: two reviewers, the scorecard, an objection; and how the pages look."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import FileFactory
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.esg import services
from purchasing.esg.models import Assessment, Evidence
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, hear, person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(assessment: Assessment, name: str = "assessment-detail") -> str:
    return reverse(f"esg:{name}", args=[assessment.number])


def test_two_reviewers_agree_and_the_supplier_reads_why_and_objects(visitor, live_server, look):
    assessment = assessed(state=AssessmentState.SUBMITTED)
    first_user, second_user = staff("ER"), staff("ER")
    first = visitor(first_user)
    page = first.page()
    page.goto(live_server.url + reverse("esg:home") + "?lane=assign")
    page.get_by_role("link", name=assessment.company.legal_name_en).click()
    page.get_by_role("button", name="Begin the review").click()

    page.get_by_label("Score of E1").select_option("2")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".error-summary")).to_contain_text("you give less than the company gave itself")
    expect(page.get_by_label("Score of E1")).to_have_value("2")
    page.get_by_label("Explanation to the supplier").fill("2026년 측정 기록이 없습니다.")
    page.get_by_role("button", name="Save and go on").click()
    for code in ("S1", "G1"):
        page.get_by_label(f"Score of {code}").select_option("4")
        with page.expect_navigation():
            page.get_by_role("button", name="Save and go on").click()
    look(first, address(assessment, "review-items"))
    first.speak("en")
    page.get_by_role("button", name="Close this round").click()
    expect(page.locator("#messages")).to_contain_text("second look at 1 item")

    second = visitor(second_user)
    other = second.page()
    other.goto(live_server.url + address(assessment))
    other.get_by_role("button", name="Give a second look").click()
    expect(other.locator("main")).not_to_contain_text("측정 기록이 없습니다")
    other.get_by_label("Score of E1").select_option("4")
    with other.expect_navigation():
        other.get_by_role("button", name="Save", exact=True).click()
    other.get_by_role("button", name="Close this round").click()
    expect(other.locator("main")).to_contain_text("측정 기록이 없습니다")
    other.get_by_label("Agreed score").select_option("3")
    other.get_by_label("Explanation to the supplier").fill("상반기 기록만 확인했습니다.")
    other.get_by_role("button", name="Write it down").click()
    expect(other.locator("#messages")).to_contain_text("The other reviewer confirms it")
    look(second, address(assessment, "review-agree"))
    second.speak("en")

    page.goto(live_server.url + address(assessment, "review-agree"))
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm").click()
    page.goto(live_server.url + address(assessment))
    with page.expect_navigation():
        page.get_by_role("button", name="Score it").click()
    page.get_by_role("button", name="Send the result").click()
    expect(page.locator("#messages")).to_contain_text("The supplier may object")
    look(first, reverse("esg:home"))
    first.speak("en")
    hear()

    owner = visitor(person(assessment.company, "SE"))
    own = owner.page()
    own.goto(live_server.url + address(assessment))
    expect(own.locator("main")).to_contain_text("73.00")
    expect(own.locator("main")).to_contain_text("상반기 기록만 확인했습니다.")
    look(owner, address(assessment))
    owner.speak("en")
    own.get_by_role("link", name="Object to the result").click()
    own.get_by_label("What is wrong").fill("하반기 기록을 2026년 11월에 냈습니다.")
    own.get_by_role("button", name="Object", exact=True).click()
    expect(own.locator("#messages")).to_contain_text("The objection is in")

    page.goto(live_server.url + address(assessment))
    expect(page.get_by_role("link", name="Decide on the objection")).to_have_count(0)
    third = visitor(staff("EC")).page()
    third.goto(live_server.url + address(assessment))
    third.get_by_role("link", name="Decide on the objection").click()
    third.get_by_label("E1", exact=False).first.select_option("4")
    third.get_by_label("Decision with its reasons").fill("하반기 기록을 확인하여 4점으로 고칩니다.")
    third.get_by_role("button", name="Decide").click()
    expect(third.locator("h1")).to_contain_text("ESG assessment")
    expect(third.locator("main")).to_contain_text("80.00")
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.FINAL


def test_ratings_bands_sample_and_ties_look_right(visitor, look):
    final = assessed(state=AssessmentState.FINAL)
    reviewer, owner = staff("ER"), person(final.company, "SE")
    services.note_help(reviewer, assessed(state=AssessmentState.SUBMITTED).company, note="에너지 진단")
    services.draw_sample(final.period, by=reviewer)
    paper = FileFactory("보고서.pdf", company=owner.company, by=owner)
    report = Evidence.objects.create(company=owner.company, file=paper, title="VAP 보고서", added_by=owner)
    counts = {"applicable": 82, "conformant": 72, "priority": 1, "major": 4, "minor": 3}
    given = {"scheme": "rba", "reference": "VAP-1", "issued_on": today(), "evidence": report, "counts": counts}
    services.add_rating(**given, by=owner)

    staff_side, own_side = visitor(reviewer), visitor(owner)
    for name in ("rating-list", "band-list", "sample-list", "tie-list", "tie-create"):
        look(staff_side, reverse(f"esg:{name}"))
    for name in ("home", "rating-list", "rating-create"):
        look(own_side, reverse(f"esg:{name}"))
