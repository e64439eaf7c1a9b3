"""A supplier asks, bids in three envelopes with a document, and keeps the receipt; an officer answers for everybody."""

import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.clock import db_now
from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_ask_answer_bid_and_keep_the_copy(visitor, look, live_server, starter_classes, tmp_path):
    stage = make.published(envelopes=make.ENVELOPES, criteria=make.CRITERIA, by_unit_price=True)
    bidder, tender = supplier(), stage.tender
    here = reverse("bidding:tender-detail", args=[tender.number])
    supplier_side, officer_side = visitor(bidder), visitor(stage.cast.officer)

    page = supplier_side.page()
    page.goto(live_server.url + here)
    page.get_by_role("link", name="Ask a question").click()
    page.get_by_label("Your question").fill("Are bearings of other makers accepted?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator("main")).to_contain_text("asked by your company")

    answering = officer_side.page()
    answering.goto(f"{live_server.url}{here}questions/")
    assert bidder.company.name not in answering.locator("body").inner_text()
    answering.get_by_role("link", name="Answer", exact=True).click()
    answering.locator("[name=answer]").fill("Yes, with a test report.")
    answering.get_by_role("button", name="Publish the answer").click()
    expect(answering.locator("main")).to_contain_text("Yes, with a test report.")
    stranger = visitor().page()
    stranger.goto(live_server.url + here)
    expect(stranger.locator("main")).to_contain_text("Yes, with a test report.")

    form = f"{live_server.url}{here}bid/"
    page.goto(form)
    page.get_by_label("Unit price of line 1").fill("12345")
    page.get_by_role("button", name="What is missing?").click()
    missing = page.locator("#preflight")
    expect(missing).to_contain_text("The price is not complete")
    expect(missing).to_contain_text("Technical proposal is not complete")
    page.get_by_label("Unit price of line 2").fill("333")
    page.keyboard.press("Tab")
    expect(page.locator("#bid-figures")).to_contain_text("1,482,233")
    for no, text in enumerate(["ISO 9001", "Twelve deliveries", "As drawn", "Thirty days"], start=1):
        page.locator(f"[name=answer_{no}]").fill(text)
    page.locator("[name=file_1]").set_input_files(
        {"name": "cert.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
    )
    page.get_by_label("We have not discussed prices").check()
    page.get_by_label("We will give our own suppliers").check()
    page.get_by_role("button", name="Check the bid").click()
    expect(page.locator("main")).to_contain_text("cert.pdf")
    page.get_by_role("button", name="Seal and submit").click()
    expect(page.get_by_role("heading", name="The bid is sealed")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy").click()
    copy = json.loads(saved.value.path().read_text())
    assert saved.value.suggested_filename == f"bid-{tender.number}-1.json"
    assert copy["price"]["price_won"] == "1482233"

    page.goto(form)
    page.get_by_label("Filled sheet, or copy").set_input_files(saved.value.path().rename(tmp_path / "bid.json"))
    page.get_by_role("button", name="Fill the form from the file").click()
    expect(page.locator("[name=answer_3]")).to_have_value("As drawn")
    expect(page.locator("#bid-figures")).to_contain_text("1,482,233")

    for path in ("bid/", "questions/", "questions/ask/"):
        look(supplier_side, here + path)
    receipt = tender.bids.get()
    look(supplier_side, reverse("bidding:bid-receipt", args=[tender.number, receipt.uid]))


def test_a_contact_is_recorded_and_assessed(visitor, look, live_server):
    reporter, compliance = staff("PO"), visitor(staff("CP"))
    contact = services.record_solicitation(
        who="협력사 영업부장", happened_at=db_now(), channel="meal", content="예산을 물었습니다.", key="k", by=reporter
    )
    question = services.ask_question(make.published().tender, text="동등품도 됩니까?", key="k", by=supplier())

    look(visitor(reporter), reverse("bidding:solicitation-create"))
    look(compliance, reverse("bidding:solicitation-list"))
    look(compliance, reverse("bidding:solicitation-detail", args=[contact.uid]))
    officer = visitor(question.tender.officer)
    look(officer, reverse("bidding:question-answer", args=[question.tender.number, question.uid]))
    page = compliance.page()
    page.goto(live_server.url + reverse("bidding:solicitation-detail", args=[contact.uid]))
    page.get_by_role("radio", name="Referred for inquiry").check()
    page.locator("[name=assessment]").fill("To audit.")
    page.get_by_role("button", name="Record the assessment").click()
    expect(page.locator("main")).to_contain_text("To audit.")


def test_a_partner_is_asked_and_agrees(visitor, look, live_server):
    stage = make.published()
    lead, partner = visitor(supplier()), supplier()
    other = visitor(partner)
    here = reverse("bidding:consortium", args=[stage.tender.number])
    page = lead.page()
    page.goto(live_server.url + here)
    page.get_by_label("Company", exact=False).fill(partner.company.brn)
    page.get_by_label("Share of the partner").fill("40")
    page.get_by_role("button", name="Ask the company").click()
    expect(page.locator("#messages")).to_contain_text("The company is asked")
    look(other, here)
    agreeing = other.page()
    agreeing.goto(live_server.url + here)
    agreeing.get_by_role("button", name="Agree for the company").click()
    expect(agreeing.locator("#messages")).to_contain_text("Your company takes part")
    page.reload()
    expect(page.locator("main")).to_contain_text("Agreed")
    look(lead, here)
    look(lead, reverse("bidding:bid-submit", args=[stage.tender.number]))
