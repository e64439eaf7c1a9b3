"""Pages of money in a browser: finance follows a late payment, a supplier its money, a small firm speaks unnamed."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect, press
from purchasing.payments.models import Voice
from purchasing.payments.tests import money_stage as stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_finance_sees_where_the_money_is_stuck_and_notes_a_call(visitor, live_server, look):
    made = stage.chain(shown=("onsaemi",))
    someone = visitor(staff("FI"))
    page = someone.page()
    page.goto(live_server.url + reverse("home:dashboard"))
    page.get_by_role("link", name="Payment tracing").first.click()

    note = page.locator(".note.is-bad")
    expect(note).to_contain_text("Saebyeok Materials → Onsaemi Metal: ₩33,000,000 is 3 days past its day")
    drawing = page.locator("figure.chart svg.cw:visible")
    expect(drawing).to_have_count(1)
    expect(drawing).to_contain_text("Onsaemi Metal")
    expect(drawing).to_contain_text("amount not shown")
    expect(page.locator("main")).not_to_contain_text("96,200,000")
    look(someone, reverse("payments:tracing"))

    page.get_by_label("State").select_option("late")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#due tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Note a call").click()
    look(someone, reverse("payments:call-note", args=[made.late.uid]))
    press(page.get_by_role("button", name="Keep the note"))
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("What was said").fill("새벽소재 김 과장: 금요일까지 지급하겠다고 함")
    press(page.get_by_role("button", name="Keep the note"))
    expect(page.locator(".note.is-bad")).to_contain_text("금요일까지 지급하겠다고 함")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Excel").click()
    assert kept.value.suggested_filename.startswith(f"tracing-{made.top.number}")


def test_a_supplier_follows_its_money_and_takes_it_into_its_calendar(visitor, live_server, look):
    made = stage.chain()
    stage.held(stage.owed(made.top, 5_000_000, base_on=made.day - timedelta(days=20)), by=staff("FI"))
    someone = visitor(made.person("garam", "SF"))
    page = someone.page()
    page.goto(live_server.url + reverse("payments:money"))
    expect(page.locator("main")).to_contain_text("치수 성적서가 빠졌습니다.")
    expect(page.locator("main")).to_contain_text("₩312,400,000")
    look(someone, reverse("payments:money"))

    page.get_by_role("link", name="Payment tracing").click()
    expect(page.locator("#due tbody tr")).to_have_count(5)
    page.get_by_role("link", name="Calendar").click()
    month = made.top.obligations.order_by("-amount").first().pay_on
    look(someone, f"{reverse('payments:calendar')}?month={month:%Y-%m}")
    page.get_by_role("link", name="Calendar addresses").click()
    expect(page.get_by_label("Payments:")).to_be_checked()  # because we came from there
    page.get_by_role("textbox", name="Name").fill("Treasury")
    press(page.get_by_role("button", name="Make an address"))
    shown = page.get_by_role("region", name="Copy the address now")
    path = "/" + shown.locator(".mono").inner_text().split("/", 3)[3]
    address = live_server.url + path
    assert visitor().context.request.get(address).text().startswith("BEGIN:VCALENDAR")
    press(page.get_by_role("button", name="End the address"))
    assert visitor().context.request.get(address).status == 404


def test_a_firm_of_tier_3_speaks_and_compliance_answers_without_knowing_who(visitor, live_server, look):
    made = stage.chain()
    base = live_server.url
    firm = visitor(made.person("onsaemi", "SF"))
    page = firm.page()
    page.goto(base + reverse("payments:money"))
    page.get_by_role("link", name="Confidential voice").last.click()
    page.get_by_role("link", name="Speak in confidence").click()
    look(firm, reverse("payments:voice-create"))
    page.get_by_role("radio", name="Paid late or not at all").check()
    page.get_by_label("What happened").fill("석 달째 대금을 받지 못했습니다.")
    press(page.get_by_role("button", name="Send in confidence"))
    expect(page.locator("#messages")).to_contain_text("Nobody learns which firm spoke")
    voice = Voice.objects.get()
    address = reverse("payments:voice-detail", args=[voice.uid])
    look(firm, address)
    while deliver_due():
        continue

    legal = visitor(staff("CP"))
    desk = legal.page()
    desk.goto(base + reverse("home:dashboard"))
    desk.get_by_role("link", name=voice.number).click()
    expect(desk.locator("main")).to_contain_text("석 달째 대금을 받지 못했습니다.")
    expect(desk.locator("main")).not_to_contain_text("Onsaemi")
    expect(desk.locator("#why-not")).to_contain_text("wait for 3")
    look(legal, address)
    look(legal, reverse("payments:voice-list"))
    press(desk.get_by_role("button", name="Look into it"))
    desk.get_by_label("Text").fill("지급 기록을 확인하고 있습니다.")
    press(desk.get_by_role("button", name="Answer", exact=True))
    expect(desk.locator("#messages")).to_contain_text("The firm is told")

    page.goto(base + address)
    expect(page.locator("main")).to_contain_text("지급 기록을 확인하고 있습니다.")
    page.get_by_label("Text").fill("아직 받지 못했습니다.")
    press(page.get_by_role("button", name="Send", exact=True))
    expect(page.locator(".page-head")).to_contain_text("Being looked into")
