"""A meeting of the ESG purchasing council, from its agenda to approved minutes and reported progress."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect
from purchasing.esg.models import CouncilDecision, CouncilMeeting
from purchasing.esg.services import council

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_council_meets_decides_and_reports(visitor, live_server, look):
    keeper, chair = staff("ER"), staff("EC")
    council.add_member(group_company="한빛제철", person="김본부", chairs=True, user=chair, by=keeper)
    council.add_member(group_company="한빛이앤씨", person="박실장", by=keeper)
    desk = visitor(keeper)
    page = desk.page()

    page.goto(live_server.url + reverse("esg:council-list"))
    page.get_by_role("link", name="Plan a meeting").click()
    page.get_by_label("Half-year").fill("2026-H2")
    page.get_by_label("Meets on").fill(f"{today():%Y-%m-%d}T10:00")
    page.get_by_label("Place").fill("본사 12층")
    page.locator("#id_ko1").fill("2027년 공급사 평가 방향")
    page.locator("#id_ko2").fill("공동 교육")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Invite the members").click()
    page.get_by_role("link", name="The meeting begins").click()
    expect(page.get_by_text("Nobody speaks of prices")).to_be_visible()
    page.get_by_role("button", name="Note who is there").click()
    expect(page.get_by_text("Tick this box to go on.").first).to_be_visible()
    for box in every(page.get_by_role("checkbox")):
        box.check()
    page.get_by_role("button", name="Note who is there").click()

    page.get_by_role("link", name="Enter a decision").click()
    page.locator("#id_text").fill("공동 교육을 분기마다 연다.")
    page.get_by_label("Responsible").select_option(index=1)
    page.get_by_label("Due").fill(f"{today() + timedelta(days=60):%Y-%m-%d}")
    page.get_by_role("button", name="Enter the decision").click()
    page.get_by_role("link", name="Write the minutes").click()
    page.locator("#id_minutes").fill("안건 둘을 다루고 하나를 결정했다.")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the minutes").click()
    expect(page.get_by_role("button", name="Approve the minutes")).to_have_count(0)  # who wrote them does not

    meeting = CouncilMeeting.objects.get()
    head = visitor(chair)
    seat = head.page()
    seat.goto(live_server.url + reverse("esg:council-detail", args=[meeting.uid]))
    seat.get_by_role("button", name="Approve the minutes").click()
    expect(seat.get_by_role("link", name="Minutes (PDF)")).to_be_visible()
    seat.get_by_role("link", name="Report").click()
    seat.get_by_label("Where it stands").select_option("done")
    seat.get_by_role("button", name="Report").click()
    expect(seat.get_by_text("Reported.").first).to_be_visible()
    assert CouncilDecision.objects.get().progress.get().state == "done"
    look(head, reverse("esg:council-detail", args=[meeting.uid]))
    look(desk, reverse("esg:council-list"))
