"""A visitor finds on a phone; a saved search and an alert without an account arrive by e-mail; programs read along."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from catalog import services
from catalog.models import PublicAlert, SavedSearch
from catalog.services import alerts, searches
from catalog.tests import dealing
from catalog.tests.factories import TEST_CLASS, FileFactory, ProductFactory, attribute, class_node
from portal.clock import SEOUL
from portal.outbox.services import deliver_due, run_sweeps
from portal.tests.factories import UserFactory
from portal.tests.journeys.conftest import look_once
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def bearings():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="안지름", name_en="Bore")
    attribute(
        node, "seal", "ENUM", options=[("zz", "금속 실드", "Metal shields"), ("rs", "고무 실", "Rubber seals")],
        name_ko="밀봉", name_en="Seal",
    )  # fmt: skip
    return [
        ProductFactory(name_en=f"Bearing {bore}", values={"bore": f"{bore} mm", "seal": seal}, lead_time_days=days)
        for bore, seal, days in ((10, "zz", 3), (20, "rs", 3), (25, "rs", 40), (35, "rs", 40))
    ]


def delivered() -> None:
    run_sweeps()
    while deliver_due():
        continue


def test_a_visitor_narrows_a_search_on_a_phone(visitor, live_server, bearings):
    page = visitor(width=390).page()
    page.goto(f"{live_server.url}/catalog/?q=bearing")
    page.evaluate("window.untouched = true")
    expect(page.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(4)
    panel = page.get_by_role("complementary", name="Filters")
    expect(panel).to_be_hidden()  # it does not cover the results

    page.get_by_role("button", name="Filters").first.click()
    expect(panel).to_be_visible()
    panel.get_by_role("checkbox", name=re.compile("Ball bearings")).check()
    low = panel.get_by_label("Bore, from")
    expect(low).to_be_visible()
    expect(panel).to_contain_text("10–35 mm in 4 products")
    expect(panel.get_by_role("checkbox", name=re.compile("Ball bearings"))).to_be_focused()  # the focus stays
    low.fill("15")
    panel.get_by_label("Bore, to").fill("30")
    panel.get_by_label("Bore, to").press("Enter")
    expect(page.locator("#live")).to_contain_text("2 products found")
    panel.get_by_role("button", name="Show results").click()
    expect(panel).to_be_hidden()

    chips = page.get_by_role("list", name="Filters in force")
    expect(chips).to_contain_text("Bore 15–30 mm")
    articles = page.get_by_role("region", name="Products found").get_by_role("article")
    expect(articles).to_have_count(2)
    assert "a_bore.from=15" in page.url
    assert page.evaluate("window.untouched") is True  # swapped in place
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    copied = visitor(width=390).page()  # the address holds the whole state
    copied.goto(page.url)
    expect(copied.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(2)
    chips.get_by_role("link", name=re.compile("Bore")).click()
    expect(page.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(4)
    page.go_back()
    expect(page.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(2)


def test_the_search_works_without_script(browser, live_server, bearings):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}, locale="en")
    context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/catalog/?q=bearing&class={TEST_CLASS}")
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_label("Bore, to").fill("22")
    page.get_by_role("checkbox", name=re.compile("Rubber seals")).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(1)
    page.get_by_label("Sort by").select_option("lead")
    page.locator("form.filterbar").get_by_role("button", name="Search").click()
    expect(page.get_by_role("region", name="Products found").get_by_role("article")).to_have_count(1)  # filters stay
    page.get_by_role("checkbox", name=re.compile("Compare")).check()
    page.get_by_role("button", name="Add the ticked ones to the comparison").click()
    expect(page.get_by_role("region", name="Products to compare")).to_contain_text("Bearing 20")
    context.close()


def test_a_saved_search_alert_arrives(visitor, live_server, bearings):
    services.announce_new_products()
    person = UserFactory()
    page = visitor(person).page()
    page.goto(f"{live_server.url}/catalog/?class={TEST_CLASS}&a_seal=rs")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("Rubber sealed")
    page.get_by_role("radio", name="At once").check()
    page.get_by_role("button", name="Save the search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rubber sealed")
    expect(page.locator("#met")).to_contain_text("Nothing new yet")

    ProductFactory(name_en="Bearing with shields", values={"bore": "50 mm", "seal": "zz"})
    ProductFactory(name_en="Bearing 60, sealed", values={"bore": "60 mm", "seal": "rs"})
    delivered()
    delivered()

    assert SavedSearch.objects.get().user == person
    assert [message.to for message in mail.outbox] == [[person.email]]  # one, and once
    message = mail.outbox[0]
    assert "Rubber sealed" in message.subject
    assert "Bearing 60, sealed" in message.body
    assert "shields" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"/catalog/searches/\S+", message.body)[0]
    page.goto(live_server.url + link)
    expect(page.locator("#met").get_by_role("article")).to_have_count(1)
    expect(page.locator("#met")).to_contain_text("Bearing 60, sealed")
    page.goto(live_server.url + reverse("notices:notice-list"))
    expect(page.locator("main")).to_contain_text("New in the e-Catalog for “Rubber sealed”: 1")


def test_an_alert_without_an_account_from_asking_to_the_way_out(visitor, live_server, bearings, monkeypatch):
    services.announce_new_products()
    page = visitor().page()
    page.goto(f"{live_server.url}/catalog/?q=zzyzx")
    page.get_by_role("link", name="E-mail me when something new comes").click()
    page.get_by_label("E-mail address").fill("kim@garam.example")
    page.get_by_label("Word").fill("bearing")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator(".error-summary")).to_be_visible()  # nothing is kept without agreeing
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    look_once(page)
    delivered()
    open_link(page, live_server, mail.outbox[-1].body, "/catalog/alerts/confirm/")
    page.get_by_role("button", name="Yes, begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The alert is on")

    ProductFactory(name_en="Bearing 70")
    services.announce_new_products()
    morning = (searches.db_now().astimezone(SEOUL) + timedelta(days=1)).replace(hour=8)
    monkeypatch.setattr(searches, "db_now", lambda: morning)
    delivered()
    message = mail.outbox[-1]
    assert (message.to, len(mail.outbox)) == (["kim@garam.example"], 2)
    assert "Bearing 70" in message.body
    open_link(page, live_server, message.body, "/catalog/alerts/end/")
    page.get_by_role("button", name="End the alert and delete the address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The alert has ended")
    assert not PublicAlert.objects.exists()


def open_link(page: Page, live_server, text: str, path: str) -> None:
    """As the person who reads the e-mail."""
    page.goto(live_server.url + re.search(re.escape(path) + r"\S+", text)[0])


def test_linked_data_is_no_violation_of_the_policy(visitor, live_server):
    product = ProductFactory(name_en="Bearing </script>", file=FileFactory(public=True))
    page = visitor().page()  # a violation of the policy would be a fault
    page.goto(f"{live_server.url}/catalog/products/{product.uid}/?lang=en")
    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert data["name"] == "Bearing </script>"


def test_finding_pages_are_accessible(visitor, look, bearings):
    person = UserFactory()
    search = services.save_search(by=person, name="Seals", query="a_seal=rs", frequency="daily")
    ProductFactory(name_en="Bearing 80")
    services.announce_new_products()
    dealing.answered(dealing.asked(bearings[0]))
    stranger, reader = visitor(), visitor(person)
    for path in (
        f"/catalog/?q=bearing&class={TEST_CLASS}&a_bore.from=15",
        "/catalog/?q=nothing+here&lead=0&origin=DE",
        "/catalog/ranking/?q=bearing",
        "/catalog/alerts/",
        "/catalog/figures/",
    ):
        look(stranger, path)
    for path in (
        "/catalog/searches/",
        "/catalog/searches/save/?q=bearing",
        f"/catalog/searches/{search.uid}/",
        f"/catalog/searches/{search.uid}/edit/",
    ):
        look(reader, path)


def test_the_pages_of_an_alert_are_accessible(visitor, look):
    stranger = visitor(language="ko")
    page = stranger.page()
    page.goto(f"{stranger.base}/catalog/alerts/?class={class_node().code}&q=bearing")
    page.locator("main [name=email]").fill("kim@garam.example")
    page.locator("main [name=consent]").check()
    page.locator("main form[method=post] button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("kim@garam.example")
    look_once(page)

    alert = PublicAlert.objects.get()
    confirm = reverse("catalog:alert-confirm", args=[alerts.confirm_token(alert)])
    end = reverse("catalog:alert-end", args=[alerts.end_token(alert)])
    look(stranger, confirm, status=200)
    alerts.confirm_alert(alert)
    look(stranger, confirm, status=200)
    look(stranger, end, status=200)
    alerts.end_alert(alert)
    look(stranger, end, status=200)
    look(stranger, confirm, status=410)


def test_a_range_with_a_slip_keeps_what_was_typed_and_more_values_unfold(visitor, live_server, bearings):
    for number in range(14):
        ProductFactory(maker=f"Maker {number:02}", values={"bore": "50 mm"})
    page = visitor().page()
    page.goto(f"{live_server.url}/catalog/?class={TEST_CLASS}")
    panel = page.locator("#facets")
    low = panel.get_by_label("Bore, from")
    low.fill("1e3x")
    panel.get_by_label("Bore, to").fill("20")
    panel.get_by_label("Bore, to").press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("“1e3x” is not a number")
    expect(low).to_have_value("1e3x")
    expect(page.locator("#results article.prod")).to_have_count(2)

    low.fill("15")
    low.press("Enter")
    expect(panel.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#results article.prod")).to_have_count(1)

    page.goto(f"{live_server.url}/catalog/?class={TEST_CLASS}")
    panel.locator("#facet-maker > summary").click()
    last = panel.get_by_label("Maker 13")
    expect(last).to_be_hidden()
    panel.locator("#facet-maker-more > summary").click()
    last.check()
    expect(page.locator("#results article.prod")).to_have_count(1)
    expect(panel.get_by_label("Maker 13")).to_be_checked()
