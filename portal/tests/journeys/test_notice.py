"""A notice before its deadline: drafted with envelopes, amended by two, read by who is concerned; and its pages."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import SEOUL, today
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory
from portal.tests.journeys.pressing import expect
from purchasing.bidding import queries, services
from purchasing.bidding.services import AmendmentIn, PlanIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import PDF, purchase, two_lots

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_another_quantity_is_asked_for_approved_and_bid_on_anew(visitor, live_server):
    stage = factories.published(prices=(90_000_000,))
    address = live_server.url + reverse("bidding:tender-detail", args=[stage.tender.number])
    officer = visitor(stage.cast.officer).page()
    officer.goto(address)
    officer.get_by_role("link", name="Amend the notice").click()
    officer.locator("[name=lines-0-qty]").fill("60")
    officer.get_by_label("What changes, and why").fill("수량 정정")
    officer.get_by_role("button", name="Ask for approval").click()
    expect(officer.locator(".error-summary")).to_contain_text("the deadline moves to")  # and nothing typed is lost
    expect(officer.locator("[name=lines-0-qty]")).to_have_value("60")
    later = services.least_deadline(stage.tender) + timedelta(minutes=2)
    officer.get_by_label("Bids until").fill(later.astimezone(SEOUL).strftime("%Y-%m-%dT%H:%M"))
    officer.get_by_role("button", name="Ask for approval").click()
    expect(officer.locator("#messages")).to_contain_text("waits for approval")

    approver = visitor(stage.cast.approver).page()
    approver.goto(address)
    approver.get_by_role("button", name="Approve the amendment").click()
    approver.get_by_role("dialog").get_by_role("button", name="Amend now").click()
    expect(approver.locator("#versions")).to_contain_text("수량 정정")
    while deliver_due():
        continue

    bidder = visitor(stage.bidders[0]).page()
    bidder.goto(address)
    expect(bidder.locator("#versions")).to_contain_text("bid again on the new version")
    assert queries.own_bid(stage.bidders[0], stage.tender) is None
    bidder.goto(live_server.url + reverse("notices:notice-list"))
    expect(bidder.locator("main")).to_contain_text("bid again on version 2")


def test_the_pages_of_a_notice(visitor, look):
    cast = factories.Cast()
    plan = services.plan_tender(
        PlanIn("압연 롤", "goods", today() + timedelta(days=60), region="KR-47", class_codes=["23151601"]),
        by=cast.officer,
    )
    officer = visitor(cast.officer)
    look(visitor(), reverse("bidding:plan-list"))
    look(officer, reverse("bidding:plan-change", args=[plan.tender.number]))

    _stage, notice, _lots = two_lots(cast)
    look(officer, reverse("bidding:notice-detail", args=[notice.number]))

    invited = factories.draft(cast, reach="invited", reach_reason="특허", invited=[CompanyFactory()])
    look(officer, reverse("bidding:tender-invitations", args=[invited.tender.number]) + "?q=가람")

    three = factories.draft(cast, envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)
    services.add_document(three.tender, SimpleUploadedFile("도면.pdf", PDF), by=cast.officer)
    look(officer, reverse("bidding:tender-documents", args=[three.tender.number]))
    look(officer, reverse("bidding:tender-edit", args=[three.tender.number]))
    look(officer, reverse("bidding:tender-detail", args=[three.tender.number]))

    running = factories.published(cast)
    wanted = AmendmentIn(facts={"delivery_place": "광양"}, closes_at=services.least_deadline(running.tender))
    look(officer, reverse("bidding:tender-amend", args=[running.tender.number]))
    amendment = services.request_amendment(running.tender, wanted, reason="납품처 변경", by=cast.officer)
    services.approve_amendment(amendment, by=cast.approver)
    look(visitor(), reverse("bidding:tender-detail", args=[running.tender.number]))

    purchase(cast, 30_000_000)
    split = purchase(cast, 25_000_000)
    services.request_publication(split.tender, by=cast.officer)
    look(visitor(cast.approver), reverse("bidding:tender-detail", args=[split.tender.number]))
