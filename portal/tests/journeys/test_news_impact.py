"""Results and news without an account: from a number to its rows, from an announcement to a place at a meeting."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from portal.news.models import Meeting, Registration
from portal.news.services.registrations import check_in
from portal.news.tests.factories import brought_near, hear, mail_to, plan
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect, press
from sharedgrowth.benefit.tests.factories import proposed
from sharedgrowth.impact.models import Report

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_a_number_leads_to_its_rows_and_stays_in_the_report(visitor):
    proposed()
    year = timezone.localdate().year
    writer, approver = staff("SG"), staff("AP")
    officer = visitor(writer)
    page = officer.page()
    page.goto(f"{officer.base}/impact/reports/")
    page.get_by_role("link", name="New report").click()
    press(page.get_by_role("button", name="Save"))
    page.get_by_role("link", name="Foreword").click()
    page.get_by_label("Foreword (English)").fill("We walked together.")
    press(page.get_by_role("button", name="Save"))
    page.get_by_role("link", name="Hand on").click()
    press(page.get_by_role("button", name="Hand on"))
    expect(page.get_by_text("ask a colleague")).to_be_visible()

    second = visitor(approver)
    page = second.page()
    page.goto(f"{second.base}/dashboard/")
    page.get_by_role("link", name="Compare").first.click()
    page.get_by_role("link", name="Publish", exact=True).click()
    press(page.get_by_role("button", name="Publish"))
    assert Report.objects.get().state == "published"

    other = {"title": "컨베이어 벨트 교체 주기 연장", "problem": "벨트가 먼지에 닳습니다.", "item": "컨베이어 벨트"}
    proposed(**other, mechanism="집진 덮개를 달아 마모를 줄입니다.")  # after the report
    reader = visitor()
    page = reader.page()
    page.goto(f"{reader.base}/impact/")
    page.get_by_role("link", name="Tasks taken up").click()
    rows = page.get_by_role("region", name="The rows behind it").get_by_role("row")
    expect(rows.last).to_contain_text(re.compile(rf"{year}-\d\d.*2\s*$", re.DOTALL))  # undecided
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows as CSV").click()
    assert "selected" in download.value.path().read_text()
    expect(page.get_by_text("5,163")).to_be_visible()  # published before the portal, apart
    page.goto(f"{reader.base}/impact/reports/{year}/")
    expect(page.get_by_text("We walked together.")).to_be_visible()
    page.get_by_role("link", name="Tasks taken up", exact=True).click()
    expect(page.get_by_role("row").last).to_contain_text(re.compile(rf"{year}-\d\d.*1\s*$", re.DOTALL))  # as it was


def test_a_guest_reads_the_news_gets_a_place_and_is_let_in(visitor):
    made = plan()
    writer = staff("SG")
    Meeting.objects.update(written_by=writer)
    officer = visitor(writer)
    page = officer.page()
    page.goto(f"{officer.base}/news/meetings/{made.number}/")
    page.get_by_role("link", name="Hand on").click()
    press(page.get_by_role("button", name="Hand on"))
    second = visitor(staff("AP"))
    page = second.page()
    page.goto(f"{second.base}/news/meetings/{made.number}/")
    page.get_by_role("link", name="Announce").click()
    press(page.get_by_role("button", name="Announce"))

    guest = visitor(width=390)
    page = guest.page()
    page.goto(f"{guest.base}/")
    page.get_by_role("link", name="Meeting of buyers").click()
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Name").fill("Seojun Park")
    page.get_by_label("Organisation").fill("Narae")
    page.get_by_label("E-mail address").fill("seojun@narae.example")
    press(page.get_by_role("button", name="Register"))
    expect(page.get_by_label("Name")).to_have_value("Seojun Park")  # without consent nothing is lost
    page.get_by_label("I agree").check()
    press(page.get_by_role("button", name="Register"))
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    hear()
    link = re.search(r"/news/meetings/confirm/\S+", mail_to("seojun@narae.example"))
    assert link is not None
    page.goto(guest.base + link[0])
    press(page.get_by_role("button", name="Yes, I want to come"))
    registration = Registration.objects.get()
    expect(page.get_by_role("img", name="Entry code as a QR code")).to_be_visible()

    brought_near(made, 1)
    phone = visitor(writer, width=390)
    page = phone.page()
    page.goto(f"{phone.base}/news/meetings/{made.number}/check-in/{registration.code}/")
    press(page.get_by_role("button", name="Check in"))
    expect(page.get_by_role("region", name="Who comes")).to_contain_text("Attended")
    assert check_in(registration, by=writer).state == "attended"  # twice is once


def test_the_pages_look_right(visitor, look):
    made = plan()
    reader, officer = visitor(), visitor(staff("SG"))
    for path in ("/impact/", "/impact/results/benefit.tasks/", "/impact/published/", "/impact/data/", "/news/faq/"):
        look(reader, path)
    for path in (f"/news/meetings/{made.number}/", "/news/new/", "/news/faq/all/"):
        look(officer, path)
