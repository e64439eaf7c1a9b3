"""The admin and the API reference run under the strict policy: the visitor fixture fails on any violation or error."""

import pytest

from portal.audit.services import record
from portal.partners.tests.factories import make_client
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_admin_keeps_the_strict_policy(visitor):
    administrator = staff("AD", is_staff=True, is_superuser=True, name="관리자")
    company = CompanyFactory()
    record(company, "noted", by=administrator, reason="first")
    person = visitor(administrator)
    page = person.page()
    for path in ("", "people/", "people/user/", "audit/auditentry/", "outbox/event/"):
        answer = page.goto(f"{person.base}/admin/{path}")
        assert answer.status == 200, path
        assert "unsafe" not in answer.headers["content-security-policy"]
    page.goto(f"{person.base}/admin/people/company/{company.pk}/change/")
    expect(page.get_by_text(company.legal_name_ko).first).to_be_visible()
    page.get_by_role("link", name="Back to the portal").click()
    expect(page).to_have_url(f"{person.base}/dashboard/")


def test_the_theme_is_one_choice_for_the_portal_and_its_admin(visitor):
    person = visitor(staff("AD", is_staff=True, is_superuser=True))
    person.theme("dark")
    page = person.page()
    page.goto(f"{person.base}/admin/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    for turned in ("light", "auto", "dark", "light"):  # what Django's button goes through on a light system
        page.locator("button.theme-toggle:visible").click()
        expect(page.locator("html")).to_have_attribute("data-theme", turned)
    page.goto(f"{person.base}/dashboard/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.locator("[data-theme-toggle]:visible").click()
    page.goto(f"{person.base}/admin/people/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_action_in_the_admin_calls_the_service(visitor):
    partner, _secret = make_client()
    person = visitor(staff("AD", is_staff=True, is_superuser=True))
    page = person.page()
    page.goto(f"{person.base}/admin/partners/apiclient/")
    page.locator("input[name=_selected_action]").first.check()
    page.get_by_label("Action:").select_option("revoke")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.click()
    expect(page.get_by_text("Done for 1 entry.")).to_be_visible()
    partner.refresh_from_db()
    assert not partner.is_active


def test_only_administrators_get_in(visitor):
    person = visitor(supplier("SA"))
    answer = person.page().goto(f"{person.base}/admin/")
    assert answer.status in {403, 404}


def test_the_api_reference_works_without_anything_inline(visitor):
    person = visitor()
    page = person.page()
    page.goto(f"{person.base}/api/v1/docs/")
    expect(page.get_by_role("heading", name="Together API")).to_be_visible()
    page.locator("#operations-tag-time").click()
    page.get_by_text("The portal's clock").click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("+09:00").first).to_be_visible()


def test_the_screens_of_clients_and_of_the_trail(visitor, look):
    boss = supplier("SA")
    partner, _secret = make_client(boss.company, "catalog.read", "tender.read", networks=["203.0.113.0/28"])
    person = visitor(boss)
    for path in ("/api-clients/", "/api-clients/new/", f"/api-clients/{partner.uid}/"):
        look(person, path)
    record(partner.company, "noted", by=boss, reason="첫 기록", payload={"n": 1})
    auditor = visitor(staff("AU"))
    look(auditor, "/audit/")
    look(auditor, "/people/rights/")
