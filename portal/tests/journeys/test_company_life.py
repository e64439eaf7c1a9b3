"""A rejected company appeals and comes back into review; a dormant one is woken; the pages themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import db_now, today
from portal.files.tests.factories import pdf_bytes
from portal.people import services
from portal.people.models import Company, CompanyAppeal, User
from portal.people.states import AppealState, CompanyState
from portal.people.tests.life import rejected
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.journeys import pressing
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WORDS = "Our rented works make the parts themselves: see the lease."
LEASE = {"name": "lease.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}


@pytest.fixture
def asleep() -> User:
    """The administrator of a dormant company."""
    admin = supplier("SA")
    Company.objects.filter(pk=admin.company_id).update(created_at=db_now() - timedelta(days=900))
    User.objects.filter(pk=admin.pk).update(last_login=db_now() - timedelta(days=800))
    assert services.rest_companies(today()) == 1
    return admin


def test_a_rejected_company_appeals_and_is_reviewed_anew(visitor, live_server):
    owner = UserFactory()
    company = rejected(owner, staff("PO"))
    page = visitor(owner).page()
    page.goto(f"{live_server.url}/dashboard/")
    page.get_by_role("link", name="Appeal").first.click()
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the decision is wrong")
    page.get_by_label("Why the decision is wrong", exact=False).fill(WORDS)
    page.get_by_label("Documents", exact=False).set_input_files(LEASE)
    pressing.press(page.get_by_role("button", name="Send the appeal"))
    expect(page.locator("#messages")).to_contain_text("The appeal is filed.")
    expect(page.get_by_role("region", name="Appeal against the rejection")).to_contain_text(WORDS)

    approver = visitor(staff("AP")).page()
    approver.goto(f"{live_server.url}/dashboard/")
    approver.get_by_role("link", name="Decide").first.click()
    expect(approver.get_by_role("heading", level=1)).to_contain_text("Appeal of")
    expect(approver.get_by_role("link", name="lease.pdf")).to_be_visible()
    approver.get_by_label("Uphold the appeal").check()
    approver.get_by_label("Reason", exact=False).fill("A rented works is a works.")
    pressing.press(approver.get_by_role("button", name="Decide the appeal"))
    expect(approver.locator("#messages")).to_contain_text("The appeal is decided.")

    page.reload()
    expect(page.get_by_text("A rented works is a works.").first).to_be_visible()
    company.refresh_from_db()
    assert company.state == CompanyState.SUBMITTED
    assert CompanyAppeal.objects.get().state == AppealState.UPHELD


def test_a_dormant_company_asks_to_be_woken(visitor, live_server, asleep):
    page = visitor(asleep).page()
    page.goto(f"{live_server.url}{reverse('people:company-detail')}")
    page.get_by_role("link", name="Wake the company").click()
    page.get_by_label("Business registration certificate", exact=False).set_input_files(LEASE)
    page.get_by_label("Certificate issued on", exact=False).fill(today().isoformat())
    pressing.press(page.get_by_role("button", name="Send for verification"))
    expect(page.get_by_text("A recent certificate was sent on")).to_be_visible()
    assert Company.objects.get(pk=asleep.company_id).reverification_asked_on == today()


def test_the_pages_of_appeals_and_of_dormancy(visitor, look, asleep):
    owner, officer = UserFactory(), staff("PO")
    company = rejected(owner, officer)
    own = visitor(owner)
    look(own, reverse("people:company-appeal"), status=200)
    appeal = services.appeal_rejection(company, text=WORDS, by=owner)
    look(own, reverse("people:company-detail"))
    approver = visitor(staff("AP"))
    look(approver, reverse("people:appeal-list"))
    look(approver, reverse("people:appeal-decide", args=[appeal.uid]), status=200)
    sleeper = visitor(asleep)
    look(sleeper, reverse("people:company-detail"))
    look(sleeper, reverse("people:company-wake"), status=200)
