"""A tender closes within seconds of its deadline: by the tick, or by whoever reads it. Source: security 5.4, T04."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal import heart
from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.outbox import tasks
from portal.outbox.models import JobRun
from portal.outbox.services import run_sweeps
from portal.partners.models import ApiRequest
from portal.partners.tests.factories import make_client
from portal.tests.factories import staff, supplier
from purchasing.bidding import services
from purchasing.bidding.models import Outage, OutageExtension, Tender
from purchasing.bidding.services import outages
from purchasing.bidding.services.outages import HEART
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address

pytestmark = pytest.mark.django_db


def due() -> Tender:
    """Its deadline has just passed; nobody has closed it."""
    stage = factories.published(prices=(90_000_000, 91_000_000))
    factories.pass_deadline(stage.tender)
    return stage.tender


def now(tender: Tender) -> tuple[str, int | None]:
    return Tender.objects.values_list("state", "bid_count").get(pk=tender.pk)


def test_the_tick_closes_what_is_due_and_comes_every_few_seconds():
    entry = next(e for e in settings.CELERY_BEAT_SCHEDULE.values() if e["task"] == tasks.tick.name)
    assert entry["schedule"] <= 5
    tender, running = due(), factories.published().tender

    tasks.tick()

    assert now(tender) == ("closed", 2)
    assert now(running) == ("published", None)


def test_a_tick_that_finds_nothing_asks_once(django_assert_num_queries):
    factories.published()
    with django_assert_num_queries(2):  # the time, and whether a deadline has passed
        tasks.tick()


@pytest.mark.parametrize("door", ["page", "api", "calendar"])
def test_whoever_reads_it_first_after_the_deadline_finds_it_closed(client, door):
    tender = due()
    url = {
        "page": address(tender),
        "api": reverse("api-tender-detail", args=[tender.uid]),
        "calendar": address(tender, "tender-deadline"),
    }[door]

    first = client.get(url)
    assert (first.status_code, now(tender)) == (200, ("closed", 2))
    if door == "api":
        assert first.json()["state"] == "closed"
    assert client.get(url).status_code == 200  # the second reader finds nothing to do
    assert AuditEntry.objects.filter(what="bidding.tender.close", thing_id=str(tender.pk)).count() == 1


def silent_for(silence: timedelta) -> None:
    """The web has last beaten so long ago."""
    JobRun.objects.get_or_create(name=HEART, period="latest")
    JobRun.objects.filter(name=HEART).update(started_at=db_now() - silence)


def test_a_worker_that_hung_while_the_web_served_moves_no_deadline():
    """Whoever can stop the worker could else give a late friend half an hour."""
    tender = due()
    announced = tender.closes_at
    JobRun.objects.filter(name="sweep", period="latest").update(started_at=db_now() - timedelta(hours=1))
    silent_for(timedelta(seconds=20))  # of the web, which beats four times a minute

    run_sweeps()  # the first after an hour

    tender.refresh_from_db()
    assert (tender.state, tender.closes_at) == ("closed", announced)
    assert not Outage.objects.exists()


@pytest.mark.parametrize("of_the_worker", [tasks.tick, run_sweeps], ids=["tick", "sweep"])
def test_while_the_web_is_silent_the_worker_closes_nothing_and_is_no_sign_of_life(of_the_worker):
    tender = due()
    silent_for(timedelta(minutes=2))

    of_the_worker()
    assert now(tender) == ("published", None)
    assert db_now() - JobRun.objects.get(name=HEART).started_at >= timedelta(minutes=2)

    heart.beat_once()  # two minutes are no outage: it closes as announced
    of_the_worker()
    assert now(tender) == ("closed", 2)
    assert not Outage.objects.exists()


@pytest.mark.parametrize("sign", ["bid", "session", "API", None])
def test_what_the_web_wrote_in_a_silence_of_its_heart_shows_that_it_served(monkeypatch, sign):
    tender = factories.running(closes_in=timedelta(hours=5)).tender
    silent_for(timedelta(minutes=10))
    middle = db_now() - timedelta(minutes=5)
    if sign == "bid":
        monkeypatch.setattr(outages, "MISSED", timedelta())  # the database dates bids itself: this one comes now
        services.submit_bid(tender, price_won=Decimal(90_000_000), key=factories.key(), by=supplier())
    elif sign == "session":
        UserSession.objects.create(user=staff("PO"), ip="192.0.2.1", user_agent="x", last_seen_at=middle)
    elif sign == "API":
        client, _secret = make_client()
        ApiRequest.objects.create(
            client=client, company=client.company, at=middle, method="GET", status=200, milliseconds=1, request_id="x"
        )

    heart.beat_once()

    assert Outage.objects.exists() is (sign is None)
    assert OutageExtension.objects.filter(tender=tender).exists() is (sign is None)


def test_a_beat_that_fails_stops_neither_the_others_nor_the_heart(monkeypatch, caplog):
    def fails() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(heart, "BEATS", [fails, *heart.BEATS])
    silent_for(timedelta(minutes=2))

    heart.beat_once()

    assert services.web_serves(db_now())
    assert "a beat failed" in caplog.text


def test_before_the_deadline_reading_changes_nothing(client):
    tender = factories.published(prices=(90_000_000,)).tender
    client.get(address(tender))
    assert now(tender) == ("published", None)


def test_a_reader_after_an_outage_moves_the_deadline_and_does_not_close(client):
    tender = due()
    silent_for(timedelta(hours=2))

    assert client.get(address(tender)).status_code == 200

    assert now(tender) == ("published", None)
    assert OutageExtension.objects.get().tender == tender
    tender.refresh_from_db()
    assert tender.deadline > db_now()


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_for_bids_on_their_way_in_and_the_next_one_closes_it(client):
    tender = due()
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Tender.objects.select_for_update().get(pk=tender.pk)
                held.set()
                let_go.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert held.wait(10)
        began = time.monotonic()
        assert client.get(address(tender)).status_code == 200
        assert time.monotonic() - began < 5
        assert now(tender) == ("published", None)
        let_go.set()
        holding.result()
    assert client.get(address(tender)).status_code == 200
    assert now(tender) == ("closed", 2)


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_the_deadline_close_it_once():
    tender = due()

    def read(_number: int) -> int:
        try:
            return Client().get(address(tender)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(read, range(6))) == {200}
    assert now(tender) == ("closed", 2)
    assert AuditEntry.objects.filter(what="bidding.tender.close", thing_id=str(tender.pk)).count() == 1
