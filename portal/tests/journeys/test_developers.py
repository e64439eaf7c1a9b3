"""A partner's developer comes without an account: quick start, guide, reference, problem code, downloads."""

import re

import pytest
from django.urls import reverse

from portal.developers.registry import guides
from portal.tests.journeys.conftest import AXE, NARROW, WIDE, seen
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OF_SWAGGER = ("heading-order", "nested-interactive")  # what the library's own markup has
LOOKED_AT = ("start", "guide-list", "reference", "scopes", "limits", "versions", "problem-list", "file-list")


def test_a_stranger_reads_from_the_quick_start_to_the_answer_of_an_operation(visitor, live_server):
    page = visitor().page()
    page.goto(f"{live_server.url}{reverse('home:front')}")
    page.get_by_role("contentinfo").get_by_role("link", name="Developers", exact=True).click()
    expect(page.get_by_role("heading", name="Connect your own system")).to_be_visible()
    first = page.locator("#code-quickstart-token")
    expect(first).to_contain_text("grant_type=client_credentials")

    page.get_by_role("link", name="Python", exact=True).click()
    expect(first).to_contain_text("requests.post(")

    page.get_by_role("link", name="Bid on a tender", exact=True).click()
    expect(page.get_by_role("heading", name="Sealing by your own program")).to_be_visible()
    page.get_by_role("link", name="bid.write", exact=True).click()
    expect(page).to_have_url(re.compile(r"/developers/scopes/#bid\.write$"))

    page.get_by_role("link", name="Problem codes", exact=True).click()
    page.get_by_role("link", name="idempotency_key_reused", exact=True).click()
    expect(page.locator("#code-sample")).to_contain_text('"code": "idempotency_key_reused"')


def test_the_reference_to_be_tried_stands_in_our_frame_in_the_readers_language_and_theme(visitor, live_server):
    person = visitor(language="ko")
    person.theme("dark")
    page = person.page()
    page.goto(live_server.url + reverse("docs"))
    page.locator(".opblock-tag").first.wait_for(timeout=60_000)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("html")).to_have_class("dark-mode")

    page.evaluate(AXE.read_text())
    found = seen(page, "docs", WIDE, "light") + seen(page, "docs", NARROW, "dark")

    expect(page.locator("html")).to_have_class("dark-mode")
    assert [fault for fault in found if not any(f": {rule}: " in fault for rule in OF_SWAGGER)] == []


def test_code_is_copied_with_one_press(visitor, live_server):
    person = visitor()
    person.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = person.page()
    page.goto(live_server.url + reverse("developers:start"))
    figure = page.locator("figure", has=page.locator("#code-quickstart-token"))
    figure.get_by_role("button").click()
    expect(figure.get_by_role("button")).to_contain_text("Copied")
    assert "TOKEN=$(curl" in page.evaluate("navigator.clipboard.readText()")


def test_the_pages_are_readable_everywhere(visitor, look):
    person = visitor()
    for name in LOOKED_AT:
        look(person, reverse(f"developers:{name}"))
    look(person, reverse("developers:chapter", args=["products"]))
    look(person, reverse("developers:problem", args=["rule_broken"]))


@pytest.mark.parametrize("code", ["curl", "python"])
def test_the_guides_are_readable_everywhere(visitor, look, code):
    person = visitor()
    for number, (name, _guide) in enumerate(guides.items()):
        if ("curl", "python")[number % 2] == code:  # each guide in one of them: the frame of the code is the same
            look(person, reverse("developers:guide", args=[name]) + f"?code={code}")
