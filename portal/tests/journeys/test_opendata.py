"""Anybody tries out a rule; an auditor reads the screens; figures and open data can be read by everybody."""

import pytest
from playwright.sync_api import Page

from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AGREED = (95_000_000, 98_000_000, 98_400_000, 98_700_000, 99_000_000)


def test_anybody_tries_out_a_rule_without_an_account(visitor, live_server, look):
    person = visitor()
    page: Page = person.page()
    page.goto(f"{live_server.url}/tenders/simulator/")
    page.evaluate("window.untouched = true")

    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_role("heading", name="Verdicts")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("78,500,000")
    expect(page.locator(".facts")).to_contain_text("78,497,500")

    page.get_by_label("Bids", exact=False).first.fill("68,000,000\n78,000,000\n88,000,000\n92,000,000\n97,000,000")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator(".facts")).to_contain_text("88,000,000")
    assert page.evaluate("window.untouched") is True
    assert "bids=" in page.url

    look(person, page.url.removeprefix(live_server.url))


def test_an_auditor_looks_at_what_was_noticed_and_closes_the_case(visitor, live_server, look):
    stage = factories.opened(prices=AGREED)
    services.screen_tender(stage.tender, "opening")
    services.release(stage.tender)
    person = visitor(staff("AU"))
    page = person.page()
    page.goto(f"{live_server.url}/tenders/screens/")
    page.get_by_role("link", name=stage.tender.title_en).click()
    expect(page.get_by_text("Prices lie close together")).to_be_visible()

    page.get_by_role("button", name="Take up").click()
    page.get_by_label("Explained: nothing to pursue").check()
    page.get_by_label("What was looked at and found", exact=False).fill("List prices of one raw material, published.")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_role("status").first).to_contain_text("The case is closed.")

    for path in ("/tenders/screens/", f"/tenders/{stage.tender.number}/screens/"):
        look(person, path)


def test_figures_open_data_and_a_trial_are_readable_everywhere(visitor, live_server, look):
    stage = factories.evaluated()
    services.release(stage.tender)
    person = visitor(stage.cast.evaluator)

    for path in ("/tenders/figures/", "/tenders/open-data/", f"/tenders/{stage.tender.number}/what-if/"):
        look(person, path)
