"""Twenty deadlines, fifty clients each, sealed to keys: none late, none acknowledged and missing. Source: G2, D4."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from portal.clock import db_now
from portal.errors import WrongState
from portal.sealing import merkle
from portal.tests.factories import supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid, SealedPart, SignedReceipt, Tender
from purchasing.bidding.states import Seal
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
DEADLINES, CLIENTS, AT_ONCE = 20, 50, 50


def sealed_and_running(cast: factories.Cast, closes_in: timedelta) -> Tender:
    """A tender with keys whose deadline is near: made in its draft, as the publication does it."""
    return factories.running(closes_in=closes_in, cast=cast, seal=Seal.KEYS).tender


def test_no_bid_is_late_and_none_that_was_acknowledged_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        assert int(cursor.fetchone()[0]) > 2 * AT_ONCE  # every client has a connection of its own, all at the same time
    cast = factories.Cast()
    for opener in (*cast.openers, cast.third_opener):
        factories.enrol(opener)
    bidders = [supplier() for _number in range(CLIENTS)]
    acknowledged: dict[int, list[int]] = {}
    lock = threading.Lock()

    def bid_over(tender: Tender, bidder, turn: int) -> None:
        """Each client sends once, spread over the last moments and beyond the deadline."""
        try:
            left = (tender.closes_at - db_now()).total_seconds()
            time.sleep(max(0.0, left - 0.4 + 0.6 * turn / CLIENTS))
            bid = services.submit_bid(tender, price_won=Decimal(90_000_000 + turn), key=factories.key(), by=bidder)
        except WrongState:
            return
        finally:
            connection.close()
        with lock:
            acknowledged.setdefault(tender.pk, []).append(bid.pk)

    def close(tender: Tender) -> None:
        try:
            while db_now() < tender.closes_at:
                time.sleep(0.01)
            services.close_tender(tender)
        finally:
            connection.close()

    tenders = []
    for _deadline in range(DEADLINES):
        tender = sealed_and_running(cast, timedelta(seconds=1.2))
        tenders.append(tender)
        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            closing = pool.submit(close, tender)
            sent = [pool.submit(bid_over, tender, bidder, turn) for turn, bidder in enumerate(bidders)]
            for each in [*sent, closing]:
                each.result()

    late = missing = accepted = 0
    for tender in tenders:
        tender = Tender.objects.get(pk=tender.pk)
        bids = Bid.objects.filter(tender=tender)
        accepted += bids.count()
        late += bids.filter(received_at__gte=tender.closes_at).count()
        missing += len(set(acknowledged.get(tender.pk, [])) - set(bids.values_list("pk", flat=True)))
        listed = [commitment for _pk, commitment in queries.commitments_of(tender)]
        assert queries.list_of(tender).root == merkle.root(listed).hex()
        assert tender.bid_count == bids.count() == len(listed)
    assert (late, missing) == (0, 0)
    assert (
        accepted == sum(map(len, acknowledged.values())) == SealedPart.objects.count() == SignedReceipt.objects.count()
    )
    assert 0 < accepted < DEADLINES * CLIENTS  # some were in time, some were not
