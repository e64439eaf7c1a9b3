"""A supplier's idea in a browser: proposed with its receipt, judged, selected, agreed by both, worked on, completed."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.journeys.pressing import expect
from purchasing.contracts.tests.factories import person
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def at(live_server, task: Task, name: str = "task-detail") -> str:
    return live_server.url + reverse(f"benefit:{name}", args=[task.number])


def done(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def decide(page: Page, link: str, fields: dict[str, str], button: str, words: str) -> None:
    """From the task's page over a link to a form, and through it."""
    page.get_by_role("link", name=link, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    done(page, words)


def test_an_idea_becomes_a_completed_task(visitor, live_server):
    maker = UserFactory(company=CompanyFactory(), roles=("SA", "SU"))
    supplier = visitor(maker).page()
    supplier.goto(live_server.url + reverse("benefit:task-list"))
    supplier.get_by_role("link", name="Propose a task").first.click()
    for label, text in {
        "Title": "Longer life of oxygen lances",
        "Item or part": "Oxygen lance",
        "UNSPSC code": made.CLASS,
        "What is to be improved": "A lance lasts 30 days; 490 a year are used.",
        "How, and why it works": "A ceramic layer sprayed on the tip takes the thermal shock: 45 days.",
        "Expected saving a year": "160,000,000",
    }.items():
        supplier.get_by_label(label).first.fill(text)
    supplier.get_by_label("What it improves").select_option("life")
    supplier.get_by_role("button", name="Save and look it over").click()
    supplier.get_by_role("button", name="Propose").click()
    done(supplier, "The receipt proves")
    task = Task.objects.get()
    with supplier.expect_download() as download:
        supplier.get_by_role("link", name="Receipt", exact=True).click()
    receipt = json.loads(download.value.path().read_text())
    assert json.loads(receipt["document"])["proposal_sha256"] == task.sha256

    officer_user = made.officer()
    officer = visitor(officer_user).page()
    officer.goto(live_server.url + reverse("home:dashboard"))
    officer.get_by_role("link", name="Screen").first.click()
    decide(officer, "Screen", {"Reason": "The saving is plain."}, "Screen", "Screened")
    for user in (person(BuyerFactory(), "RQ"), person(BuyerFactory(), "PO")):
        judge = visitor(user).page()
        judge.goto(at(live_server, task))
        judge.get_by_role("link", name="Judge the feasibility").click()
        judge.get_by_label("yes, it can be done here").check()
        judge.get_by_label("Reason").fill("It can be tried at one position.")
        judge.get_by_role("button", name="Give the opinion").click()
        done(judge, "The opinion is in")

    committee: dict[str, User] = {"field": staff("RQ"), "purchasing": staff("AP"), "office": staff("SG")}
    for bench, member in committee.items():
        officer.goto(at(live_server, task, "task-seat"))
        officer.get_by_label("Bench").select_option(bench)
        officer.get_by_label("E-mail address").fill(member.email)
        officer.get_by_role("button", name="Seat", exact=True).click()
        done(officer, "Seated")
    for member in committee.values():
        page = visitor(member).page()
        page.goto(at(live_server, task, "task-vote"))
        page.get_by_label("in favour").check()
        page.get_by_label("I have no interest").check()
        page.get_by_role("button", name="Vote", exact=True).click()
        done(page, "Your vote is in")
    task.refresh_from_db()
    assert task.state == TaskState.SELECTED

    made.drawn_baseline(task)
    officer.goto(at(live_server, task))
    due = (today() + timedelta(days=90)).isoformat()
    decide(officer, "Add a milestone", {"Milestone": "Trial", "Due on": due}, "Add", "Added")
    officer.get_by_role("link", name="Draw up the agreement").click()
    for label, text in {
        "Completed by": (today() + timedelta(days=180)).isoformat(),
        "Target": "45 days",
        "How it is measured": "Replacement records, confirmed each month.",
        "Rights to what comes of it": "Filed together.",
        "Right to a negotiated contract": "24",
    }.items():
        officer.get_by_label(label).first.fill(text)
    officer.get_by_role("button", name="Save", exact=True).click()
    done(officer, "Saved")
    officer.get_by_role("button", name="Send it to both sides").click()
    done(officer, "Sent")
    for user in (maker, committee["purchasing"]):
        page = visitor(user).page()
        page.goto(at(live_server, task, "agreement-detail"))
        page.get_by_label("I have read the text").check()
        page.get_by_role("button", name="Sign").click()
        expect(page.locator("#messages")).to_be_visible()
    task.refresh_from_db()
    assert task.state == TaskState.AGREED

    officer.goto(at(live_server, task))
    fields = {"Registered with": "Confirmation body", "Registration number": "7-2026"}
    decide(officer, "Register outside", fields, "Enter", "Entered")
    officer.get_by_role("button", name="Start").click()
    done(officer, "Started")
    supplier.goto(at(live_server, task))
    fields = {"What was done": "The trial reached 46 days."}
    decide(supplier, "Report the milestone", fields, "Report the milestone", "Reported")
    officer.goto(at(live_server, task))
    officer.get_by_role("button", name="Complete").click()
    done(officer, "Completed")
    task.refresh_from_db()
    assert task.state == TaskState.COMPLETED


def test_the_screens_of_tasks_are_clean_in_both_languages_and_themes(visitor, look):
    task = made.task(TaskState.IN_PROGRESS)
    made.under_nda(task)
    officer = visitor(made.officer())
    for name in ("task-list", "idea-new"):
        look(officer, reverse(f"benefit:{name}"))
    look(officer, reverse("benefit:task-list") + "?view=table")
    for name in ("task-detail", "agreement-detail", "nda-detail", "dispute-open"):
        look(officer, reverse(f"benefit:{name}", args=[task.number]))
