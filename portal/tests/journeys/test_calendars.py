"""A secret calendar address: made, fetched by a program, made anew, ended; and the change feed as a page."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.exchange.models import Change
from portal.exchange.services.feed import settle_changes
from portal.tests.factories import UserFactory
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
LIST = reverse("exchange:calendar-list")


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_dates_in_ones_own_calendar_program(visitor, live_server, look):
    head = UserFactory(roles=("SA", "BD", "SF", "SU"))
    sitting = visitor(head)
    page = sitting.page()
    program = page.request

    page.goto(live_server.url + LIST)
    expect(page.locator("main")).to_contain_text("No calendar address yet")
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator(".error-summary")).to_contain_text("Choose at least one.")
    page.get_by_role("textbox", name="Name").fill("Work")
    page.get_by_label("Payments:").check()
    page.get_by_label("Tenders we take part in:").check()
    page.get_by_role("button", name="Make an address").click()
    shown = page.get_by_role("region", name="Copy the address now")
    address = shown.locator(".mono").inner_text()
    path = "/" + address.split("/", 3)[3]
    assert program.get(live_server.url + path).text().startswith("BEGIN:VCALENDAR")

    page.get_by_role("button", name="New address").click()
    expect(shown).not_to_contain_text(path)
    assert program.get(live_server.url + path).status == 404
    look(sitting, LIST)
    page.get_by_role("button", name="End the address").click()
    expect(page.locator("#messages")).to_contain_text("The calendar address no longer works.")

    for kind, number, company in (("changed", "RCV-2026-000007", head.company), ("gone", "TND-2026-000003", None)):
        Change.objects.create(
            stream="receivables" if company else "tenders",
            company=company,
            kind=kind,
            thing=head.uid,
            number=number,
            xid=3,
        )
    settle_changes()
    page.goto(live_server.url + LIST)
    page.get_by_role("link", name="Change feed").click()
    expect(page.locator("main")).to_contain_text("RCV-2026-000007")
    look(sitting, reverse("exchange:changes"))
