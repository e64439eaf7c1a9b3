"""A tender from its draft to its award: the too-low bid is set aside, and each sees what the role may see."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from portal.clock import SEOUL, db_now
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.journeys.pressing import expect, press
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests.factories import Cast, closed, pass_deadline, pass_standstill

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BASE_WON = "48,000,000"
PRICES = {"Garam Precision": "34,000,000", "Nuri Coating": "44,000,000", "Daon Lubricants": "46,000,000"}
LIMIT = "37,966,667"  # 85 % of the midpoint of the mean 41,333,333.33 and 48,000,000, shown rounded up


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_three_bid_two_open_and_the_low_one_is_set_aside(visitor, live_server, starter_classes):
    cast, base = Cast(), live_server.url
    for person in (cast.estimator, *cast.openers):
        assert person.active_membership  # made before the officer chooses from the lists
    officer = visitor(cast.officer).page()

    tender = draft(officer, base, cast)
    address = base + reverse("bidding:tender-detail", args=[tender.number])
    seal_base_price(visitor(cast.estimator).page(), address)
    officer.goto(address)
    press(officer.get_by_role("button", name="Request approval"))
    approver = visitor(cast.approver).page()
    approver.goto(address)
    approver.get_by_role("button", name="Approve and publish").click()
    approver.get_by_role("dialog").get_by_role("button", name="Publish now").click()
    expect(approver.locator("#messages")).to_contain_text("The tender is published")

    bidders = {}
    for name, price in PRICES.items():
        bidders[name] = visitor(supplier(company=CompanyFactory(legal_name_en=name))).page()
        bid(bidders[name], address, price)
    stranger = visitor().page()
    for page in (officer, approver, stranger):  # nobody else sees a price, a name or a number before the opening
        page.goto(address)
        shown = page.locator("body").inner_text()
        assert not [word for word in (*PRICES, *PRICES.values(), BASE_WON) if word in shown]

    pass_deadline(tender)
    open_by_two(visitor, cast, address)
    evaluator = visitor(cast.evaluator).page()
    evaluator.goto(address + "evaluation/")
    evaluator.get_by_label("I have no conflict of interest").check()
    evaluator.get_by_role("button", name="Compute").click()
    verdicts = evaluator.locator("tr", has_text="Garam Precision")
    expect(verdicts).to_contain_text(LIMIT)
    expect(evaluator.locator("main")).to_contain_text("85%")
    expect(evaluator.get_by_role("img").first).to_be_visible()  # the price ladder

    officer.goto(address + "evaluation/")
    officer.get_by_role("radio", name="Nuri Coating").check()
    officer.get_by_label("Reason for award").fill("가장 낮은 유효 가격입니다.")
    press(officer.get_by_role("button", name="Send for approval"))
    bidders["Nuri Coating"].goto(address)
    expect(bidders["Nuri Coating"].locator("main")).not_to_contain_text(LIMIT)  # hidden until approved
    second = visitor(cast.second_approver).page()
    second.goto(address + "evaluation/")
    second.get_by_role("button", name="Approve the award").click()
    second.get_by_role("dialog").get_by_role("button", name="Approve now").click()
    expect(second.get_by_text("To be awarded").first).to_be_visible()
    stranger.goto(address)
    expect(stranger.locator("main")).not_to_contain_text(LIMIT)  # the award is not made yet
    pass_standstill(tender)
    assert services.end_due_standstills() == 1

    tender.refresh_from_db()
    assert (tender.state, tender.winner.ruling.price_won) == ("awarded", Decimal(44_000_000))
    while deliver_due():
        continue
    everyone_reads_the_result(bidders, stranger, address)


def draft(page: Page, base: str, cast: Cast) -> Tender:
    """The officer's draft, with one field wrong at first: nothing typed is lost."""
    closes = (db_now() + timedelta(days=9)).astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M")
    page.goto(base + reverse("bidding:tender-create"))
    page.get_by_label("Title (Korean)").fill("압연 롤 베어링 120개")
    page.get_by_label("Title (English)").fill("Roll bearings, 120 pieces")
    page.locator("[name$=description_ko]").first.fill("원통 롤러 베어링")
    page.locator("[name$=qty]").first.fill("-3")
    page.locator("[name$=uom]").first.fill("EA")
    look_up_a_class(page)
    page.get_by_label("Locked by access rights").check()
    page.locator("[name=budget_won]").fill("50,000,000")
    page.get_by_label("Bids until").fill(closes)
    page.get_by_label("Cost estimator").select_option(label=page.locator("option", has_text="오세훈").inner_text())
    for opener in cast.openers:
        page.get_by_label(opener.name).check()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Title (English)")).to_have_value("Roll bearings, 120 pieces")
    page.locator("[name$=qty]").first.fill("120")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="Roll bearings, 120 pieces")).to_be_visible()
    return Tender.objects.get()


def look_up_a_class(page: Page) -> None:
    """By a word, then taken: swapping the lines in copies no inline style, which the policy would refuse."""
    refused: list[str] = []

    def heard(line) -> None:
        if "Content Security Policy" in line.text:
            refused.append(line.text)

    page.on("console", heard)
    page.evaluate(  # what a browser's extension, or a text box made larger by hand, leaves behind on a field
        "document.querySelectorAll('input, textarea').forEach(field => { field.style.caretColor = 'red' })"
    )
    page.get_by_label("Look up the code by a word").fill("ball bearing")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("radio", name="Ball bearings")).to_be_checked()
    page.get_by_role("button", name="Take this code").click()
    expect(page.locator("[name$=class_code]").first).to_have_value("31171504")
    expect(page.locator("[name$=class_code]").first).to_be_focused()
    page.remove_listener("console", heard)
    assert refused == []


def seal_base_price(page: Page, address: str) -> None:
    """Typed twice, shown once in words, then to nobody."""
    page.goto(address + "base-price/")
    page.get_by_label("Base price", exact=False).first.fill(BASE_WON)
    page.get_by_label("Base price, once more").fill(BASE_WON)
    page.get_by_label("Basis").fill("지난 계약과 원자재 지수")
    page.get_by_label("I have no conflict of interest").check()
    page.get_by_role("button", name="Check the amount").click()
    expect(page.locator("main")).to_contain_text("48,000,000")
    page.get_by_role("button", name="Seal", exact=True).click()
    expect(page.locator("main")).not_to_contain_text("48,000,000")


def bid(page: Page, address: str, price: str) -> None:
    """Figures by the server, then sealed; the receipt carries a fingerprint and no amount."""
    page.goto(address + "bid/")
    page.get_by_label("Price of everything").fill(price)
    page.get_by_label("We have not discussed prices").check()
    page.get_by_label("We will give our own suppliers").check()
    page.get_by_role("button", name="Check the bid").click()
    expect(page.locator("main")).to_contain_text(price)
    page.get_by_role("button", name="Seal and submit").click()
    expect(page.locator("main .hash").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(price)


def open_by_two(visitor, cast: Cast, address: str) -> None:
    """Both declare, then both confirm; one alone opens nothing."""
    pages = [visitor(opener).page() for opener in cast.openers]
    for page in pages:
        page.goto(address + "opening/")
        press(page.get_by_role("button", name="Declare"))
    pages[0].goto(address + "opening/")
    pages[0].get_by_role("button", name="Confirm the opening").click()
    expect(pages[0].locator("main")).to_contain_text("First confirmation")
    assert Tender.objects.get().opened_at is None
    pages[1].goto(address + "opening/")
    pages[1].get_by_role("button", name="Confirm and open the bids").click()
    expect(pages[1].locator("#messages")).to_contain_text("The bids are open")


def everyone_reads_the_result(bidders: dict[str, Page], stranger: Page, address: str) -> None:
    """Names, prices, limit and reasons to all: 100 % disclosure."""
    for page in (*bidders.values(), stranger):
        page.goto(address + "result/")
        for word in (*PRICES, *PRICES.values(), LIMIT):
            expect(page.locator("main")).to_contain_text(word)
    loser = bidders["Garam Precision"]
    loser.goto(address + "result/")
    expect(loser.locator("main")).to_contain_text("3,966,667")  # by how much it was below the limit


def test_the_evaluator_may_not_confirm_the_own_award_and_a_bidder_may_not_open(visitor, live_server):
    made = closed()
    page = visitor(made.bidders[0]).page()
    page.goto(live_server.url + reverse("bidding:opening-detail", args=[made.tender.number]))
    expect(page.get_by_role("button", name="Confirm the opening")).to_have_count(0)
    outsider = visitor(staff("RQ")).page()
    outsider.goto(live_server.url + reverse("bidding:evaluation-detail", args=[made.tender.number]))
    expect(outsider.locator("main")).not_to_contain_text("34,000,000")
