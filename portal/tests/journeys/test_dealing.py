"""Compare two products; ask and publish; ask for quotes and answer by spreadsheet: each in a real browser."""

import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from catalog.models import Inquiry, QuoteInvitation, QuoteRequest
from catalog.models.inquiries import enter_inquiry_terms
from catalog.services.interest import keep_product
from catalog.services.quotes import close_due_quotes
from catalog.states import PriceVisibility, QuoteState
from catalog.tests.dealing import (
    answered,
    asked,
    far_day,
    invitation_of,
    past_deadline,
    quoted,
    quotes_asked,
    seller_of,
)
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.tests.factories import CompanyFactory, staff
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bearings():
    """Two alternatives of two companies."""
    enter_inquiry_terms()
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="내경", name_en="Bore", weight=60)
    attribute(node, "load", quantity="force", unit="kN", match="GE", name_ko="하중", name_en="Load", weight=40)
    first = ProductFactory(
        node=node, name_en="Garam bearing", values={"bore": "20", "load": "10"}, price_visibility=PriceVisibility.PUBLIC
    )
    second = ProductFactory(
        node=node,
        company=CompanyFactory(legal_name_en="Raon Bearings"),
        name_en="Raon bearing",
        values={"bore": "2 cm", "load": "12"},
        lead_time_days=3,
    )
    return first, second


def test_two_products_side_by_side(visitor, look, bearings):
    first, second = bearings
    person = visitor()
    page = person.page()
    for product in bearings:
        page.goto(person.base + reverse("catalog:product-detail", args=[product.uid]))
        page.get_by_role("button", name="Add to compare").click()
        expect(page.get_by_role("region", name="Products to compare")).to_contain_text(product.current.name_en)

    page.get_by_role("region", name="Products to compare").get_by_role("link", name="Compare").click()
    table = page.get_by_role("region", name="Products side by side")
    load = table.get_by_role("row", name=re.compile("^Load"))
    expect(load).to_contain_text("differs")
    expect(load.get_by_role("cell").nth(1)).to_contain_text("Highest")
    expect(table.get_by_role("row", name=re.compile("^Bore"))).to_contain_text("20 mm")

    page.get_by_role("link", name="Only differences").click()
    expect(page.get_by_role("link", name="Show all rows")).to_be_visible()
    expect(load).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("^Bore"))).to_have_count(0)
    expect(page).to_have_url(re.compile(r"ids=.+&only=1"))
    page.reload()
    expect(load).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="Products side by side")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_label("Address to share")).to_be_hidden()
    page.emulate_media(media="screen")

    ids = f"{first.uid},{second.uid}"
    stranger = visitor(width=390)
    shared = stranger.page()
    shared.goto(f"{stranger.base}{reverse('catalog:compare')}?ids={ids}")
    expect(shared.get_by_role("region", name="Products side by side")).to_contain_text("Raon bearing")
    look(person, f"{reverse('catalog:compare')}?ids={ids}")
    look(person, reverse("catalog:product-detail", args=[first.uid]) + "?qty=100")
    look(person, reverse("catalog:product-alternatives", args=[first.uid]))


def test_the_pages_of_dealing(visitor, look, bearings):
    """What a buyer keeps, asks and lets quote, and what the supplier sees of it: more than one state in each list."""
    first, second = bearings
    buyer, seller = staff("RQ", name="임하늘"), seller_of(first)
    for product in bearings:
        keep_product(product, by=buyer)
    asked(first, by=buyer)
    asked(second, by=buyer)
    answered(asked(first, by=buyer, text="영하에서 돌아갑니까?", publishable=True), publish=True)
    request, over = quotes_asked(first, second, by=buyer), quotes_asked(first, second, by=buyer, title="냉연 1공장")
    quoted(invitation_of(request, first))
    for product in bearings:
        quoted(invitation_of(over, product))
    past_deadline(over)
    close_due_quotes()
    requester, supplier, other = visitor(buyer), visitor(seller), f"?with={second.uid}"

    look(requester, reverse("catalog:bookmark-list"), status=200)
    look(requester, reverse("catalog:inquiry-ask", args=[first.uid]) + other, status=200)
    look(requester, reverse("catalog:inquiry-list"), status=200)
    look(requester, reverse("catalog:quote-request-list"), status=200)
    look(supplier, reverse("catalog:inquiry-list"), status=200)
    look(supplier, reverse("catalog:quote-list"), status=200)


def test_from_a_question_to_a_chosen_quote(visitor, look, bearings, tmp_path):
    first, second = bearings
    buyer, seller = staff("RQ", name="임하늘"), seller_of(first)
    requester, supplier, stranger = visitor(buyer), visitor(seller), visitor()

    # asked, answered and published
    page = requester.page()
    page.goto(requester.base + reverse("catalog:product-detail", args=[first.uid]))
    page.get_by_label("Your question").fill("Can it run at 200 °C?")
    page.get_by_label("The supplier may publish question and answer").check()
    page.get_by_role("button", name="Ask the supplier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question about Garam bearing")
    inquiry = Inquiry.objects.get()
    thread = reverse("catalog:inquiry-detail", args=[inquiry.uid])
    answer = supplier.page()
    answer.goto(supplier.base + thread)
    look(supplier, thread)
    answer.get_by_label("Your answer").fill("Up to 150 °C; above that take the C4 version.")
    answer.get_by_label("Publish question and answer").check()
    answer.get_by_role("button", name="Send the answer").click()
    expect(answer.locator("main")).to_contain_text("Everybody")
    read = stranger.page()
    read.goto(stranger.base + reverse("catalog:product-detail", args=[first.uid]))
    expect(read.locator("#ask")).to_contain_text("take the C4 version")
    expect(read.locator("body")).not_to_contain_text("임하늘")

    # quotes of both suppliers, one of them by spreadsheet
    page.goto(f"{requester.base}{reverse('catalog:compare')}?ids={first.uid},{second.uid}")
    page.get_by_role("link", name="Request quotes").click()
    look(requester, f"{reverse('catalog:quote-request-new')}?products={first.uid},{second.uid}")
    page.get_by_label("What it is for").fill("Roller tables")
    page.get_by_label("Delivery to").fill("Gwangyang store")
    page.get_by_role("button", name="Send the request").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Roller tables")
    expect(page.locator("main")).to_contain_text("0 of 2 suppliers have answered")

    mine = QuoteInvitation.objects.get(company=first.company)
    door = reverse("catalog:quote-answer", args=[mine.uid])
    answer.goto(supplier.base + door)
    with answer.expect_download() as waiting:
        answer.get_by_role("link", name="Spreadsheet to fill in").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = book.active
    sheet["F9"], sheet["B4"] = "=1+1", far_day()
    path = tmp_path / "quote.xlsx"
    book.save(path)
    answer.get_by_label("Filled-in spreadsheet").set_input_files(path)
    answer.get_by_role("button", name="Read the spreadsheet").click()
    expect(answer.get_by_role("alert")).to_contain_text("F9 holds a formula")
    sheet["F9"] = 9800
    book.save(path)
    answer.get_by_label("Filled-in spreadsheet").set_input_files(path)
    answer.get_by_role("button", name="Read the spreadsheet").click()
    expect(answer.locator("main")).to_contain_text("Nothing is sent yet")
    answer.get_by_role("button", name="Send the quote").click()
    expect(answer.locator("main")).to_contain_text("revision 1")
    look(supplier, door)

    rival = visitor(seller_of(second))
    other = rival.page()
    other.goto(
        rival.base + reverse("catalog:quote-answer", args=[QuoteInvitation.objects.get(company=second.company).uid])
    )
    other.get_by_label("Unit price, line 2").fill("12,000")
    other.get_by_role("button", name="Send the quote").click()
    expect(other.locator("body")).not_to_contain_text("9,800")

    page.reload()
    expect(page.locator("main")).not_to_contain_text("980,000")
    page.get_by_role("button", name="Close and compare").click()
    expect(page.get_by_role("region", name="Comparison of quotes")).to_contain_text("Lowest")
    request = QuoteRequest.objects.get()
    look(requester, reverse("catalog:quote-request-detail", args=[request.uid]))
    page.get_by_role("radio").first.check()
    page.get_by_label("Reason").fill("The lowest total.")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Chosen")
    answer.reload()
    expect(answer.locator("main")).to_contain_text("Your quote was chosen")
    request.refresh_from_db()
    assert (request.state, request.chosen) == (QuoteState.DECIDED, mine)
