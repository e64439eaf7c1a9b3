"""A young person applies, is judged without a name and takes a place up; the office looks only with a reason."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from portal.clock import db_now, today
from portal.privacy.models import Consent, Look
from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect
from portal.tests.signin import session_cookie
from sharedgrowth.jobs.models import Application, Cohort, Question, Review
from sharedgrowth.jobs.services import cohorts, papers, questions, review, training
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, operator, second_operator, trainee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WHY = "My name is Jeong Daon and I want to learn to move heavy things safely."


def test_a_person_applies_is_judged_blind_and_takes_the_place_up(visitor, live_server):
    person = applicant(name="Jeong Daon")
    of = cohort()
    questions.copy_questions(None, of)
    page = visitor(person).page()
    page.goto(live_server.url + reverse("jobs:front"))
    page.get_by_role("link", name=of.title_en).first.click()
    page.get_by_role("link", name="Apply").click()

    boxes = page.get_by_role("checkbox")
    assert [box.is_checked() for box in boxes.all()] == [False, False]  # each consent on its own, none ticked before
    page.get_by_role("button", name="Begin the application").click()
    expect(page.get_by_text("Tick this box to go on.").first).to_be_visible()
    assert not Application.objects.exists()
    boxes.first.check()
    page.get_by_role("button", name="Begin the application").click()

    page.get_by_label("Day of birth").fill(f"{today() - timedelta(days=40 * 366)}")
    page.get_by_label("Phone").fill("010-2345-6789")
    page.get_by_label("Where you live").select_option("KR-47")
    page.get_by_label("Highest diploma").select_option("high")
    page.get_by_label("Why this course", exact=False).fill(WHY)
    page.get_by_label("What have you done", exact=False).fill("I helped in a workshop.")
    page.get_by_role("radio", name="Overhead crane operation").check()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    expect(page.locator("#application-left")).to_contain_text("at most 34 is allowed")
    page.get_by_label("Day of birth").fill("2001-02-03")
    page.get_by_label("Day of birth").blur()
    expect(page.locator("#application-left")).to_contain_text("Nothing is missing")
    page.get_by_role("button", name="Check and send").click()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_text("Received. It is judged by its code name after the deadline.")).to_be_visible()
    made = Application.objects.get()
    assert made.state == ApplicationState.SUBMITTED
    assert Consent.objects.filter(person=person).count() == 1
    papers_of(made)

    Cohort.objects.filter(pk=of.pk).update(
        apply_to=db_now() - timedelta(seconds=1), starts_on=today() + timedelta(days=20), announce_on=today()
    )
    cohorts.close_due_cohorts()
    one, two = staff("EV", name="Reviewer One"), staff("EV")
    review.assign_reviewers(Cohort.objects.get(pk=of.pk), [one, two], by=operator())
    judge = visitor(one).page()
    judge.goto(live_server.url + reverse("jobs:review-list"))
    judge.get_by_role("link", name=made.code).first.click()
    sheet = judge.locator("main").inner_text()
    assert "move heavy things safely" in sheet
    assert "Daon" not in sheet
    assert "2345" not in sheet
    for group in every(judge.get_by_role("group")):
        group.get_by_role("radio", name="4", exact=True).check()
    judge.get_by_role("button", name="Keep the points").click()
    expect(judge.locator("#messages")).to_contain_text("Your points are kept.")

    for left in Review.objects.filter(given_at=None):
        review.give_review(left, dict.fromkeys(("motivation", "preparation", "papers", "clarity"), 4), by=two)
    review.decide_documents(of, by=operator())
    made.refresh_from_db()
    talk = review.plan_talk(made, at=db_now() + timedelta(days=1), place="Room 2", by=operator())
    review.hold_talk(talk, came=True, scores=dict.fromkeys(("attitude", "understanding", "teamwork"), 4), by=operator())
    review.confirm_selection(review.propose_selection(of, waiting=0, by=operator()), by=second_operator())

    page.goto(live_server.url + reverse("jobs:mine"))
    page.get_by_role("link", name=of.title_en).first.click()
    page.get_by_role("link", name="Take the place up").click()
    expect(page.get_by_text("The insurer of the cohort", exact=False)).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Take the place up").click()
    expect(page.get_by_role("heading", name="Where you stand")).to_be_visible()
    assert Application.objects.get().state == ApplicationState.ENROLLED


def papers_of(made: Application) -> None:
    """A certificate that the office has checked."""
    assert made.user is not None
    paper = made.papers.create(title="Crane", number="CR-1", issuer="HRD", issued_on=date(2024, 5, 1))
    papers.check_paper(paper, known=True, by=operator())


def test_the_office_builds_a_lawful_form_and_looks_only_with_a_reason(visitor, live_server):
    first = operator()
    planned = cohort(CohortState.PLANNED)
    questions.copy_questions(None, planned)
    page = visitor(first).page()
    page.goto(live_server.url + reverse("jobs:cohort-form", args=[planned.number]))
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question (Korean)").fill("부모님의 직업을 쓰십시오")
    page.get_by_label("Short name").fill("home")
    page.get_by_role("button", name="Save").click()
    reason = page.get_by_text("Education, occupation and property of relatives must not be asked", exact=False)
    expect(reason.first).to_be_visible()
    expect(page.get_by_label("Question (Korean)")).to_have_value("부모님의 직업을 쓰십시오")
    page.get_by_label("Question (Korean)").fill("함께 일하며 배운 것")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("The question is saved.")
    assert Question.objects.filter(cohort=planned, key="home").exists()

    sent = application("submitted", identity={"name": "홍길동", "phone": "010-2345-6789"})
    page.goto(live_server.url + reverse("jobs:applicant-list", args=[sent.cohort.number]))
    expect(page.get_by_text("홍*동")).to_be_visible()
    page.get_by_role("link", name=sent.code).click()
    page.get_by_role("button", name="Look, this once").click()
    expect(page.get_by_text("This field is required.").or_(page.locator(".has-error")).first).to_be_visible()
    page.get_by_label("Why do you need to see it?").fill("Calling about the interview")
    page.get_by_role("button", name="Look, this once").click()
    expect(page.get_by_text("홍길동")).to_be_visible()
    look = Look.objects.get()
    assert (look.subject_id, look.why) == (sent.user_id, "Calling about the interview")


def test_pages_of_youth_dream_are_sound(visitor, live_server, look):
    hr = visitor(operator())
    selecting = cohort(CohortState.SELECTING)
    questions.copy_questions(None, selecting)
    application("submitted", of=selecting)
    passed = application("doc_passed", of=selecting)
    begun = today() - timedelta(days=9)
    running = cohort(CohortState.TRAINING, starts_on=begun, announce_on=begun, ends_on=today() + timedelta(days=30))
    person = applicant()
    trained = trainee("enrolled", of=running, user=person)
    second = trainee("enrolled", of=running)
    training.plan_days(running, starts=time(9), ends=time(17), title="안전", place="실습동", first=running.starts_on,
                       last=today(), by=operator())  # fmt: skip
    session = running.sessions.first()
    assert session is not None
    for path in (
        reverse("jobs:selection", args=[selecting.number]),
        reverse("jobs:applicant-detail", args=[passed.number]),
        reverse("jobs:training", args=[running.number]),
        reverse("jobs:attendance", args=[session.uid]),
        reverse("jobs:allowances", args=[running.number]),
    ):
        look(hr, path)
    open_one = cohort()
    questions.copy_questions(None, open_one)
    own = visitor(person)
    draft = application("draft", of=open_one, user=person)
    for path in (
        reverse("jobs:front"),
        reverse("jobs:cohort-detail", args=[open_one.number]),
        reverse("jobs:application-edit", args=[draft.number]),
        reverse("jobs:application-detail", args=[draft.number]),
        reverse("jobs:training-mine", args=[trained.application.number]),
    ):
        look(own, path)
    fresh = applicant()
    own.context.add_cookies([session_cookie(fresh, live_server.url)])
    look(own, reverse("jobs:application-start", args=[open_one.number]))
    assert second.user is not None
