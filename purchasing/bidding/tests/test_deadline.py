"""The deadline under fire: real threads on PostgreSQL, and mutants that show that the tests can fail: security D4."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.sealing import merkle
from portal.tests.factories import supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid, OpeningSession, Tender
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

BIDDERS = 8
OPEN_FOR = timedelta(seconds=1.5)
IN_FLIGHT_SECONDS = 0.08  # how long a bid's transaction stays open after its insert: all are in flight at the deadline


@contextmanager
def mutant(find: str, replace: str):
    """The trigger of bids with one thought taken out, for as long as the block runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('bidding_take_bid'::regproc)")
        correct = cursor.fetchone()[0]
        assert find in correct
        cursor.execute(correct.replace(find, replace))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(correct)


def wait_until(moment) -> None:
    """By the database's clock."""
    while (left := (moment - db_now()).total_seconds()) > 0:
        time.sleep(min(left, 0.05))


def bid_and_close_at_once() -> tuple[Tender, list[int]]:
    """Many bid without pause over the deadline while the tender is closed at it; ids of the acknowledged bids."""
    bidders = [supplier() for _ in range(BIDDERS)]
    tender = factories.running(closes_in=OPEN_FOR).tender

    def keep_bidding(bidder) -> list[int]:
        acknowledged = []
        try:
            while True:
                with transaction.atomic():
                    price_won = Decimal(90_000_000 + len(acknowledged))
                    bid = services.submit_bid(tender, price_won=price_won, key=factories.key(), by=bidder)
                    time.sleep(IN_FLIGHT_SECONDS)
                acknowledged.append(bid.pk)
        except WrongState:
            return acknowledged
        finally:
            connection.close()

    def close() -> None:
        try:
            wait_until(tender.closes_at)
            services.close_tender(tender)
        finally:
            connection.close()

    with ThreadPoolExecutor(BIDDERS + 1) as pool:
        closing = pool.submit(close)
        acknowledged = [pk for pks in pool.map(keep_bidding, bidders) for pk in pks]
        closing.result()
    return Tender.objects.get(pk=tender.pk), acknowledged


def missed_the_sealed_list(tender: Tender) -> bool:
    """Whether an acknowledged bid is not among those whose fingerprints were noted at closing."""
    entry = AuditEntry.objects.get(what="bidding.tender.close", thing_id=str(tender.pk))
    stored = Bid.objects.filter(tender=tender).order_by("pk").values_list("commitment", flat=True)
    return merkle.root([bytes.fromhex(commitment) for commitment in stored]).hex() not in entry.payload


def test_bids_over_the_deadline_none_is_late_and_none_that_was_acknowledged_is_missing():
    tender, acknowledged = bid_and_close_at_once()

    bids = Bid.objects.filter(tender=tender)
    assert not bids.filter(received_at__gte=tender.closes_at).exists()
    assert set(bids.values_list("pk", flat=True)) == set(acknowledged)
    assert tender.state == "closed"
    assert tender.bid_count == bids.values("company").distinct().count() > 1
    assert not missed_the_sealed_list(tender)


def close_while_a_bid_is_in_flight() -> Tender:
    """A bid goes in before the deadline; its transaction ends only after the closing, or after a second of waiting."""
    bidders = [supplier(), supplier(), supplier()]
    tender = factories.running(closes_in=timedelta(seconds=2)).tender
    for bidder in bidders[:2]:
        services.submit_bid(tender, price_won=Decimal(90), key=factories.key(), by=bidder)
    in_flight, is_closed = threading.Event(), threading.Event()

    def bid_slowly() -> int:
        try:
            with transaction.atomic():
                bid = services.submit_bid(tender, price_won=Decimal(80), key=factories.key(), by=bidders[2])
                in_flight.set()
                is_closed.wait((tender.closes_at - db_now()).total_seconds() + 1)
            return bid.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        acknowledged = pool.submit(bid_slowly)
        assert in_flight.wait(2)
        wait_until(tender.closes_at)
        services.close_tender(tender)
        is_closed.set()
        assert Bid.objects.filter(pk=acknowledged.result()).exists()
    return Tender.objects.get(pk=tender.pk)


def test_the_closing_waits_for_a_bid_in_flight():
    tender = close_while_a_bid_is_in_flight()

    assert tender.bid_count == 3
    assert not missed_the_sealed_list(tender)


def test_without_the_lock_of_the_insert_an_acknowledged_bid_would_be_missing():
    with mutant("FOR SHARE", ""):
        tender = close_while_a_bid_is_in_flight()

    assert tender.bid_count == 2
    assert missed_the_sealed_list(tender)


def bid_from_a_transaction_begun_in_time() -> int:
    """A transaction that began before the deadline inserts after it; nobody has closed the tender yet."""
    bidder = supplier()
    tender = factories.running(closes_in=timedelta(seconds=0.5)).tender
    with transaction.atomic():
        assert db_now() < tender.closes_at
        wait_until(tender.closes_at)
        bid = services.submit_bid(tender, price_won=Decimal(90), key=factories.key(), by=bidder)
    return bid.pk


def test_a_slow_transaction_begun_before_the_deadline_is_refused_after_it():
    with pytest.raises(WrongState, match="takes no bids now"):
        bid_from_a_transaction_begun_in_time()
    assert Bid.objects.count() == 0


def test_with_the_clock_of_the_transaction_it_would_be_accepted():
    with mutant("clock_timestamp()", "now()"):
        assert bid_from_a_transaction_begun_in_time() == Bid.objects.get().pk


def test_the_same_key_at_the_same_moment_makes_one_bid():
    bidder = supplier()
    tender = factories.running(closes_in=timedelta(minutes=5)).tender

    def send(_number) -> int:
        try:
            return services.submit_bid(tender, price_won=Decimal(90), key="one", by=bidder).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(send, range(4)))

    assert made == {Bid.objects.get().pk}


def test_two_versions_of_one_company_at_the_same_moment_are_numbered():
    bidder = supplier()
    tender = factories.running(closes_in=timedelta(minutes=5)).tender

    def send(price) -> int:
        try:
            return services.submit_bid(tender, price_won=Decimal(price), key=factories.key(), by=bidder).seq
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(90, 98))) == list(range(1, 9))
    assert queries.current_bids(tender).get().seq == 8


def test_two_members_pressing_together_open_once():
    bidders = [supplier(), supplier()]
    stage = factories.running(closes_in=timedelta(minutes=5))
    for bidder in bidders:
        services.submit_bid(stage.tender, price_won=Decimal(90), key=factories.key(), by=bidder)
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    first, second = stage.cast.openers

    def confirm(user) -> str:
        try:
            services.confirm_opening(stage.tender, by=user)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(confirm, [first, second, first, second]))

    session = OpeningSession.objects.get(tender=stage.tender)
    assert {session.first_by, session.second_by} == {first, second}
    assert Tender.objects.get(pk=stage.tender.pk).state == "opened"
    assert stage.tender.rulings.count() == 2
    assert told.count("") == 2
