"""A company registers for a sourcing group, from the public page to the letter; a second look; the pages themselves."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from catalog import services
from catalog.models import GroupApplication, GroupCall, ReviewTerms, SecondLook
from catalog.states import ApplicationState, LookState, VersionState
from catalog.tests.factories import ProductFactory
from catalog.tests.registering import (
    PAPER,
    RATINGS,
    applied,
    close_now,
    evaluated,
    gated,
    open_call,
    through_the_gate,
    whole_application,
)
from portal.outbox.services import deliver_due
from portal.people.models import Company
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys import pressing
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def applicant():
    company = CompanyFactory(level=Level.L0, legal_name_ko="새벽베어링", legal_name_en="Saebyeok Bearings")
    return supplier("SA", "SU", company=company)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def post(page: Page, name: str) -> None:
    pressing.press(page.get_by_role("button", name=name, exact=True).first)


def test_from_the_public_page_to_the_letter(visitor, live_server, applicant):
    call = open_call()
    base = live_server.url
    page = visitor(applicant).page()
    page.goto(f"{base}/catalog/groups/")
    page.get_by_role("link", name="Bearings").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bearings")
    press(page, "Apply")
    page.get_by_label("Which document").select_option(label="Credit report")
    page.get_by_label("File", exact=False).set_input_files(
        {"name": "credit.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    press(page, "Add")
    expect(page.get_by_role("link", name="Credit report")).to_be_visible()
    for name in ("Credit", "Technical capability", "References", "Quality system", "Delivery and logistics"):
        page.get_by_label(f"{name} (", exact=False).fill(f"{name}: see the documents")
    press(page, "Submit the application")
    expect(page.locator("#messages")).to_contain_text("Receipt: REG-")
    close_now(GroupCall.objects.get(pk=call.pk))

    application = GroupApplication.objects.get()
    url = base + reverse("catalog:application-detail", args=[application.uid])
    officer = visitor(staff("PO")).page()
    officer.goto(url)
    press(officer, "Check the documents")
    press(officer, "Begin the evaluation")
    for code, rating in RATINGS.items():
        officer.locator(f"#id_rate_rating_{code}").fill(str(int(rating * 100) + 10))
        officer.locator(f"#id_rate_reason_{code}").fill("Seen in the documents")
    press(officer, "Record the ratings")
    press(officer, "Add up the points")
    expect(officer.get_by_text("86.50").first).to_be_visible()

    through_the_gate(applicant.company)
    gate = visitor(staff("ER")).page()
    gate.goto(url)
    gate.get_by_label("What it rests on, point by point", exact=False).fill("E-1 to E-10: yes")
    post(gate, "Record the gate")

    approver = visitor(staff("AP")).page()
    approver.goto(url)
    approver.locator("#id_decide_reason").fill("By the rule")
    post(approver, "Confirm the outcome")
    deliver_due()

    page.goto(url)
    expect(page.get_by_text("Seen in the documents").first).to_be_visible()
    page.get_by_role("link", name="Result letter").click()
    expect(page.get_by_text("Saebyeok Bearings is registered as a supplier of Bearings until")).to_be_visible()
    assert GroupApplication.objects.get().state == ApplicationState.NOTIFIED
    assert Company.objects.get(pk=applicant.company.pk).level == Level.L1


def test_a_second_officer_looks_again(visitor, live_server):
    ReviewTerms.objects.update(look_pct=100)
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED)
    version = services.take_up_review(product.versions.get(), by=(first := staff("PO")))
    services.publish_version(version, by=first)
    page = visitor(staff("PO")).page()
    page.goto(f"{live_server.url}/dashboard/")
    page.get_by_role("link", name="Look").first.click()
    page.get_by_role("link", name=version.name_en).click()
    page.get_by_label("Ask the supplier for a change; it stays visible").check()
    press(page, "Record the second look")
    expect(page.get_by_role("alert")).to_contain_text("Say what was found")
    page.get_by_label("Note", exact=False).first.fill("State the test temperature")
    press(page, "Record the second look")
    expect(page.locator("#messages")).to_contain_text("The second look is recorded.")
    assert SecondLook.objects.get().state == LookState.CHANGE_ASKED


def test_the_pages_of_registration(visitor, look, applicant):
    application = gated(evaluated(applied()), by=staff("ER"))
    detail = reverse("catalog:application-detail", args=[application.uid])
    look(visitor(staff("AP")), detail)
    services.decide_application(application, by=staff("AP"), reason="76.5점")
    services.notify_result(application)
    owner = visitor(application.applied_by)
    look(owner, detail)
    look(owner, reverse("catalog:application-letter", args=[application.uid]))
    officer = visitor(staff("PO"))
    look(officer, reverse("catalog:application-list"))
    look(officer, reverse("catalog:group-edit", args=["BRG"]))
    look(officer, reverse("catalog:group-new"), status=200)
    call = services.announce_group(application.call.group, by=staff("PO"))
    look(visitor(), reverse("catalog:group-list"))
    look(visitor(), reverse("catalog:group-detail", args=["BRG"]))
    draft = services.start_application(call, by=applicant)
    look(visitor(applicant), reverse("catalog:application-detail", args=[draft.uid]))
    whole_application(call, by=supplier("SA", company=CompanyFactory(level=Level.L0)))


def test_the_pages_of_second_looks_and_appeals(visitor, look):
    ReviewTerms.objects.update(look_pct=100)
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED)
    version = services.take_up_review(product.versions.get(), by=(first := staff("PO")))
    services.publish_version(version, by=first)
    officer = visitor(staff("PO"))
    look(officer, reverse("catalog:look-list"))
    blocked = ProductFactory()
    services.block_product(blocked, by=first, reason="허위 표시")
    seller = supplier("SA", company=blocked.company)
    services.appeal_product(blocked, by=seller, text="성적서를 붙입니다.")
    look(officer, reverse("catalog:appeal-list"))
    look(visitor(seller), reverse("catalog:product-appeal", args=[blocked.uid]))
