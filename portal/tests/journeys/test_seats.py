"""One person follows another on a seat at the browser; and what is expected of a page may come late."""

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.journeys import pressing
from portal.tests.journeys.conftest import NARROW, WIDE
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_who_comes_next_finds_nothing_of_who_sat_here_before(visitor, live_server):
    terms, before = live_server.url + reverse("home:terms"), visitor(staff("AP"))
    page, _other = before.page(), before.page()
    page.goto(terms)
    expect(page.locator("#me strong")).to_have_count(1)
    page.evaluate("localStorage.kept = sessionStorage.kept = 1")
    page.set_viewport_size({"width": NARROW, "height": 900})
    before.leave()

    assert visitor().page() == page
    assert page.context.pages == [page]
    assert page.viewport_size == {"width": WIDE, "height": 900}
    assert [cookie["name"] for cookie in page.context.cookies()] == ["django_language"]
    page.goto(terms)
    expect(page.locator("#me strong")).to_have_count(0)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_what_went_wrong_is_a_fault_of_who_sits_here(visitor, live_server):
    before = visitor()
    page = before.page()
    page.goto(live_server.url + reverse("home:terms"))
    page.evaluate("console.error('before')")
    before.leave()
    after = visitor()
    after.page().evaluate("console.error('after')")

    told = [[fault.rpartition(": ")[2] for fault in person.faults] for person in (before, after)]
    assert told == [["before"], ["after"]]
    for person in (before, after):
        person.faults.clear()


def test_a_context_that_a_test_was_given_ends_with_it(visitor):
    before = visitor()
    page = before.page()
    before.context.set_offline(True)
    before.leave()

    assert page.is_closed()
    assert visitor().page() != page


def test_what_comes_late_is_waited_for_and_what_does_not_come_is_told(visitor, monkeypatch):
    monkeypatch.setattr(pressing, "SOON", 50)
    page = visitor().page()
    page.set_content("<h1>Now</h1>")
    page.evaluate("setTimeout(() => { document.querySelector('h1').textContent = 'Later' }, 300); null")
    expect(page.locator("h1")).to_have_text("Later")
    with pytest.raises(AssertionError, match="Later"):
        expect(page.locator("h1")).to_have_text("Never", timeout=50)
