"""From where bids were sent: kept as keyed fingerprints, compared by the screens after the opening, told by kind."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from portal.origins import Origin
from portal.partners.tests.factories import api_client
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import BidOrigin, ScreenRun
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_screens_files import shared
from purchasing.bidding.tests.test_views_shown import address

pytestmark = pytest.mark.django_db

ONE, OTHER = "203.0.113.7", "198.51.100.9"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
DECLARED = {"alone": "on", "same_terms": "on"}


def by_program(stage, price: int, *, origin: str, agent: str) -> None:
    """A bid of a new company through the API."""
    bidder = supplier()
    stage.bidders.append(bidder)
    client = api_client(bidder.company, "tender.read", "bid.write")
    answer = client.post(
        f"/api/v1/tenders/{stage.tender.uid}/bids/",
        {"price_won": price, "statements": {"alone": True, "same_terms": True}},
        format="json",
        headers={"Idempotency-Key": factories.key(), "User-Agent": agent},
        REMOTE_ADDR=origin,
    )
    assert answer.status_code == 201, answer.content


def by_page(client, stage, price: int, *, origin: str, agent: str) -> None:
    """A bid of a new company in the browser."""
    bidder = supplier()
    stage.bidders.append(bidder)
    sign_in(client, bidder)
    sent = {"total_won": str(price), "vat": "without", "lead_days": "30", "step": "seal", "key": factories.key()}
    url = address(stage.tender, "bid-submit")
    answer = client.post(url, sent | DECLARED, headers={"user-agent": agent}, REMOTE_ADDR=origin)
    assert answer.status_code == 201


def opened(stage) -> ScreenRun:
    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    factories.open_bids(stage)
    return services.screen_tender(stage.tender, "opening")


def test_a_program_and_a_browser_behind_one_address_share_it_and_two_alike_share_the_device(client):
    stage = factories.published(seal="keys")
    by_program(stage, 88_000_000, origin=ONE, agent="erp/1.0")
    by_program(stage, 91_000_000, origin=ONE, agent="erp/1.0")
    by_page(client, stage, 94_500_000, origin=ONE, agent=BROWSER)
    by_program(stage, 99_000_000, origin=OTHER, agent="erp/1.0")  # the same program elsewhere is no trace

    run = opened(stage)

    first, second, third, _fourth = (bidder.company.number for bidder in stage.bidders)
    found = shared(run)
    assert found["network"] == sorted([first, second, third])
    assert found["device"] == sorted([first, second])
    sign_in(client, staff("AU"))
    client.cookies["django_language"] = "en"
    told = client.get(f"/tenders/{stage.tender.number}/screens/").content.decode()
    assert "2 bidders share: the device: the same program at the same network address." in told
    assert ONE not in told


def test_neither_address_nor_program_can_be_read_or_followed_to_another_tender():
    bidder, cast = supplier(), factories.Cast()
    for stage in (factories.published(cast), factories.published(cast)):
        sent = {"price_won": Decimal(90_000_000), "by": bidder, "origin": Origin(ONE, BROWSER)}
        services.submit_bid(stage.tender, key=stage.tender.number, **sent)
        services.submit_bid(stage.tender, key=stage.tender.number, **sent)  # the same once more

    kept = list(BidOrigin.objects.order_by("pk").values_list("network", "device"))

    assert len(kept) == 2
    marks = {mark for row in kept for mark in row}
    assert len(marks) == 4
    assert all(len(mark) == 64 and set(mark) <= set("0123456789abcdef") for mark in marks)
    with pytest.raises(IntegrityError), transaction.atomic():
        BidOrigin.objects.all().update(network="")


def test_a_bid_without_a_request_has_no_origin():
    stage = factories.published(prices=[90_000_000])
    services.submit_bid(
        stage.tender, price_won=Decimal(91_000_000), key="k", by=stage.bidders[0], origin=Origin("", BROWSER)
    )

    assert not BidOrigin.objects.exists()
