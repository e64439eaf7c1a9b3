"""A tender closes within seconds of its deadline: by the tick, or by whoever reads it first. Source: security 5.4."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.outbox import tasks
from portal.outbox.models import JobRun
from purchasing.bidding.models import OutageExtension, Tender
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


def test_before_the_deadline_reading_changes_nothing(client):
    tender = factories.published(prices=(90_000_000,)).tender
    client.get(address(tender))
    assert now(tender) == ("published", None)


def test_a_reader_after_an_outage_moves_the_deadline_and_does_not_close(client):
    tender = due()
    JobRun.objects.create(name=HEART, period="latest")
    JobRun.objects.filter(name=HEART).update(started_at=db_now() - timedelta(hours=2))

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
