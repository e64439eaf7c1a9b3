"""Training from its days to the certificate: attendance, marks, the allowance by two people, the trainee's own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.journeys.pressing import every, expect, press
from sharedgrowth.jobs.models import Allowance
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.tests.factories import applicant, cohort, operator, second_operator, trainee

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_trainee_attends_is_marked_paid_and_certified(visitor, live_server, look):
    begun = today() - timedelta(days=6)  # a working day lies within any seven
    running = cohort(CohortState.TRAINING, starts_on=begun, announce_on=begun, ends_on=today())
    person = applicant(name="Jeong Daon")
    learner = trainee(ApplicationState.ENROLLED, of=running, user=person)
    office, colleague = visitor(operator()), visitor(second_operator())
    here = live_server.url + reverse("jobs:training", args=[running.number])
    page = office.page()
    page.goto(here)
    page.get_by_role("link", name="Enter an insurance").click()
    page.get_by_label("Insurer").fill("상생보험")
    page.get_by_label("Policy number").fill("P-2026-1")
    press(page.get_by_role("button", name="Save"))
    page.get_by_role("link", name="Plan days").click()
    page.get_by_label("Subject").fill("안전과 신호")
    press(page.get_by_role("button", name="Save"))
    assert running.sessions.exists()
    for session in running.sessions.order_by("on"):
        page.goto(live_server.url + reverse("jobs:attendance", args=[session.uid]))
        for present in every(page.get_by_role("radio", name="Present", exact=True)):
            present.check()
        press(page.get_by_role("button", name="Save"))
    page.goto(here)
    page.get_by_role("link", name="Add an exam").click()
    page.get_by_label("Exam").fill("실기 시험")
    press(page.get_by_role("button", name="Save"))
    exam = running.exams.get()
    page.goto(live_server.url + reverse("jobs:marks", args=[exam.pk]))
    page.locator("input[inputmode=decimal]").fill("101")
    press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("less than or equal to 100").first).to_be_visible()
    page.locator("input[inputmode=decimal]").fill("88")
    press(page.get_by_role("button", name="Save"))

    page.goto(live_server.url + reverse("jobs:allowances", args=[running.number]))
    for _month in every(page.get_by_role("link", name="State the allowances")):
        page.get_by_role("link", name="State the allowances").first.click()
        press(page.get_by_role("button", name="State them"))
        page.get_by_role("heading", name="Allowances", exact=True).wait_for()
    assert Allowance.objects.filter(trainee=learner, confirmed_at=None).exists()
    second = colleague.page()
    second.goto(live_server.url + reverse("jobs:allowances", args=[running.number]))
    for _month in every(second.get_by_role("link", name="Confirm")):
        second.get_by_role("link", name="Confirm").first.click()
        press(second.get_by_role("button", name="Confirm", exact=True))
        second.get_by_role("heading", name="Allowances", exact=True).wait_for()
    assert not Allowance.objects.filter(confirmed_at=None).exists()

    page.goto(here)
    page.get_by_role("link", name="End the training").click()
    press(page.get_by_role("button", name="End the training"))
    learner.application.refresh_from_db()
    assert learner.application.state == ApplicationState.COMPLETED
    own = visitor(person)
    page = own.page()
    mine = reverse("jobs:training-mine", args=[learner.application.number])
    page.goto(live_server.url + mine)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Certificate").first.click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    look(own, mine)
    look(office, reverse("jobs:training", args=[running.number]))
