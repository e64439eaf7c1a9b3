"""A real ceremony: three officers make their keys, bids come in three envelopes, two officers open them one by one."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect, press
from purchasing.bidding import services
from purchasing.bidding.models import OfficerKey, Ruling, Tender
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PRICES = (91_234_567, 92_345_678, 93_456_789)


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_two_officers_open_three_envelopes_with_their_own_keys(visitor, look, live_server, starter_classes):
    cast, base = factories.Cast(), live_server.url
    officers = [*cast.openers, cast.third_opener]
    pages = {}
    for officer in officers:
        person = visitor(officer)
        page = pages[officer] = person.page()
        page.goto(base + reverse("bidding:key-detail"))
        page.get_by_label("New passphrase").fill(factories.PASSPHRASE)
        page.get_by_label("Once more").fill(factories.PASSPHRASE)
        page.get_by_role("button", name="Make the key").click()
        expect(page.get_by_role("heading", name="Recovery sheet", exact=True)).to_be_visible()
        page.get_by_role("link", name="It is printed: go on").click()
        page.locator("#id_drill-passphrase").fill(factories.PASSPHRASE)
        page.get_by_role("button", name="Prove the key").click()
        expect(page.locator("#messages")).to_contain_text("Your key opens")
    assert OfficerKey.objects.count() == 3

    stage = factories.published(cast, seal="keys", envelopes=factories.ENVELOPES, criteria=factories.CRITERIA)
    for price in PRICES:
        answers = {str(number): "제안" for number in (1, 2, 3, 4)}
        content = services.BidContent(price_won=Decimal(price), answers=answers)
        stage.bidders.append(supplier())
        services.submit_bid(stage.tender, content=content, key=factories.key(), by=stage.bidders[-1])
    factories.pass_deadline(stage.tender)
    address = reverse("bidding:opening-detail", args=[stage.tender.number])
    first, second = (pages[officer] for officer in cast.openers)
    for page in (first, second):
        page.goto(base + address)
        press(page.get_by_role("button", name="Declare"))
    for turn, envelope in enumerate(("Qualification", "Technical proposal", "Price")):
        first.goto(base + address)
        expect(first.get_by_role("heading", name=f"Opening: {envelope}")).to_be_visible()
        first.get_by_label("Passphrase of your officer key").fill("not this one, surely")
        first.get_by_role("button", name="Contribute").click()
        expect(first.locator("main")).to_contain_text("does not unlock your key")
        first.get_by_label("Passphrase of your officer key").fill(factories.PASSPHRASE)
        first.get_by_role("button", name="Contribute").click()
        expect(first.locator("#messages")).to_contain_text("Your confirmation is in")
        assert Ruling.objects.filter(price_won__isnull=False).count() == 0
        if turn == 1:
            look(visitor(officers[2]), address)  # half-way: one envelope open, one contribution given
        second.goto(base + address)
        second.get_by_label("Passphrase of your officer key").fill(factories.PASSPHRASE)
        second.get_by_role("button", name="Confirm and open the bids").click()
        expect(second.locator("#messages")).to_contain_text("open")
        if turn < 2:
            judge(stage, envelope)
    assert Tender.objects.get().state == "opened"
    assert sorted(Ruling.objects.values_list("price_won", flat=True)) == [Decimal(price) for price in PRICES]
    first.goto(base + address)
    expect(first.locator("main")).to_contain_text("Fingerprint of the minutes")


def judge(stage: factories.Stage, envelope: str) -> None:
    """The evaluation board concludes, so that the next envelope may be opened."""
    stage.tender = Tender.objects.get()
    if envelope == "Qualification":
        people = boards.board(stage)
        boards.declare(stage, people)
        boards.concluded(stage, people, envelope="qualification", values=[(True, True)] * 3)
    else:
        boards.concluded(stage, [seat.user for seat in stage.tender.board.seats.order_by("pk")])


def test_the_pages_of_keys_and_outages_are_for_everybody(visitor, look, starter_classes):
    stage = factories.published(seal="keys", prices=PRICES[:1])
    look(visitor(stage.cast.openers[0]), reverse("bidding:key-detail"))
    look(visitor(staff("OC")), reverse("bidding:key-detail"))
    look(visitor(stage.cast.approver), reverse("bidding:tender-rekey", args=[stage.tender.number]))
    look(visitor(staff("AD")), reverse("bidding:outages"))
