"""A supplier answers its yearly set: saved by itself, known facts taken over, two editors, handed in with a receipt."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.journeys.pressing import expect
from purchasing.esg.models import Answer, Assessment, QuestionSet
from purchasing.esg.models.shipped import enter_sets
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import questions as sets
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, draft_set, person, publish
from purchasing.esg.tests.test_answers_services import certified, full, paper

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("question_sets"),
]


@pytest.fixture
def question_sets(transactional_db) -> None:
    """What comes with a fresh portal: a test before this one may have emptied the tables."""
    enter_terms()
    enter_sets()


def asked_set() -> QuestionSet:
    made = draft_set(6)
    made.questions.filter(code="E1").update(evidence_kinds=["ISO14001"])
    publish(made)
    return made


def test_a_supplier_answers_and_hands_in(visitor, live_server, tmp_path):
    assessment = assessed(question_set=asked_set(), state=AssessmentState.ASSIGNED)
    company = assessment.company
    officer = person(company, "SE")
    certified(company)
    page = visitor(officer).page()
    page.goto(live_server.url + reverse("esg:answer-edit", args=[assessment.number]))

    expect(page.get_by_text("Already known")).to_be_visible()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("#item-E1").get_by_role("radio", name="5 · step 5")).to_be_checked()

    card = page.locator("#item-E2")
    card.get_by_role("radio", name="3 · step 3").check()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    expect(page.locator("#left-E2")).to_contain_text("a score from here on needs a document")
    expect(page.locator("#answer-left")).to_contain_text("1 of 6 finished")
    assert Answer.objects.get(assessment=assessment, question__code="E2").score == 3

    card.get_by_text("Documents (0)").click()
    card.get_by_role("link", name="Add a document").click()
    record = tmp_path / "record.csv"
    record.write_text("월,값\n1,20\n")
    page.get_by_label("File", exact=False).first.set_input_files(record)
    page.get_by_label("Title", exact=False).fill("측정 기록")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#left-E2")).to_contain_text("finished")

    for pillar in ("S", "G"):
        page.goto(live_server.url + reverse("esg:answer-pillar", args=[assessment.number, pillar]))
        for code in (f"{pillar}1", f"{pillar}2"):
            card = page.locator(f"#item-{code}")
            card.get_by_role("radio", name="4 · step 4").check()
            expect(page.locator(f"#left-{code}")).to_contain_text("needs a document")
            card.get_by_text("Documents (0)").click()
            card.get_by_label("측정 기록").check()
            expect(page.locator(f"#left-{code}")).to_contain_text("finished")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("Nothing is missing").first).to_be_visible()
    page.get_by_label("What is answered here is true", exact=False).check()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("link", name="Receipt (PDF)")).to_be_visible()
    handed_in = Assessment.objects.get(pk=assessment.pk)
    assert handed_in.state == AssessmentState.SUBMITTED
    expect(page.get_by_text(handed_in.receipt_sha256)).to_be_visible()


def test_two_editors_at_once_lose_nothing(visitor, live_server):
    assessment = assessed(question_set=asked_set())
    one = person(assessment.company, "SE")
    two = UserFactory(company=assessment.company, roles=("SU",), name="박지수")
    url = live_server.url + reverse("esg:answer-pillar", args=[assessment.number, "E"])
    mine, theirs = visitor(one).page(), visitor(two).page()
    mine.goto(url)
    theirs.goto(url)
    theirs.locator("#item-E1").get_by_role("radio", name="4 · step 4").check()
    expect(theirs.locator("#draft-saved")).to_contain_text("Saved")
    mine.locator("#item-E1").get_by_role("radio", name="2 · step 2").check()
    card = mine.locator("#item-E1")
    expect(card.get_by_text("박지수 saved another answer meanwhile")).to_be_visible()
    expect(card.get_by_role("radio", name="2 · step 2")).to_be_checked()
    assert Answer.objects.get(assessment=assessment).score == 4
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.get_by_text("The answers are saved.").first).to_be_visible()
    assert Answer.objects.get(assessment=assessment).score == 2


def test_the_pages_look_right(visitor, look):
    assessment = assessed(question_set=QuestionSet.objects.get(code="TG-ESG"))
    officer = person(assessment.company, "SE")
    certified(assessment.company)
    paper(assessment.company, valid_to=today() + timedelta(days=20))
    supplier = visitor(officer)
    look(supplier, reverse("esg:answer-pillar", args=[assessment.number, "E"]))
    look(supplier, reverse("esg:evidence-list"))
    look(supplier, reverse("esg:evidence-create"))
    full(assessment, officer)
    look(supplier, reverse("esg:answer-check", args=[assessment.number]))
    writer = staff("ER")
    copy = sets.copy_set(assessment.question_set, version="2.0", year=2027, valid_from=today(), by=writer)
    desk = visitor(writer)
    look(desk, reverse("esg:set-list"))
    look(desk, reverse("esg:set-detail", args=[str(copy)]))
    look(desk, reverse("esg:question-edit", args=[str(copy), "E3"]))
