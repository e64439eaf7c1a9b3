"""The relay is killed ten times in the middle of 500 events: each arrives, under one identifier. Source: figure G12."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from standardwebhooks import Webhook

from catalog.tests.factories import ProductFactory
from portal.clock import db_now
from portal.outbox.models import Event
from portal.outbox.services import announce_many
from portal.webhooks.models import Attempt, Delivery
from portal.webhooks.states import DeliveryState, Outcome
from portal.webhooks.tests.factories import make_endpoint
from portal.webhooks.tests.receiver import receiving

ROOT = Path(__file__).resolve().parents[2]
EVENTS, KILLS = 500, 10


def database_url() -> str:
    """The database of this test for another process."""
    held = connection.settings_dict
    return f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def relay(place: str, *options: str) -> subprocess.Popen:
    """``manage.py outbox_relay``, a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMBEDDED": "off",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "WEBHOOK_LOCAL_RECEIVERS": place,
        "EMAIL_URL": "dummymail://",
    }
    command = [sys.executable, "manage.py", "outbox_relay", *options]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.django_db(transaction=True)
def test_500_events_arrive_once_each_though_the_relay_is_killed_ten_times(settings):
    def slowly(_receiver, _number):
        time.sleep(0.02)
        return 200, {}, b""

    with receiving(slowly) as receiver:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        product = ProductFactory()
        _endpoint, secret = make_endpoint(receiver.url, company=product.company, codes=["product.unblocked"])
        with transaction.atomic():
            announce_many("catalog.product_unblocked", [{"product": product.pk}] * EVENTS)
        kill_while_working(receiver)
        Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=db_now())  # the minute of a claim is over
        assert relay(receiver.place, "--once").wait(120) == 0

        assert Event.objects.filter(delivered_at=None).count() == 0
        assert Counter(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED: EVENTS}
        told = Counter(receiver.ids)
        assert set(told) == {delivery.message_id for delivery in Delivery.objects.all()}
        assert len(told) == EVENTS
        again = sum(told.values()) - EVENTS
        unknown = Attempt.objects.filter(outcome=Outcome.UNKNOWN).count()
        assert again <= unknown, "only what was cut off goes out twice"
        bodies = {}
        for headers, body in receiver.came:
            Webhook(secret).verify(body, headers)
            assert bodies.setdefault(headers["webhook-id"], body) == body, "the same bytes at every attempt"


def kill_while_working(receiver) -> None:
    """Four times while announcements become messages, six times while messages go out: in the middle, by SIGKILL."""
    marks = [(Delivery.objects.count, mark) for mark in (50, 150, 250, 400)]
    marks += [(lambda: len(receiver.came), mark) for mark in (20, 90, 170, 260, 340, 420)]
    assert len(marks) == KILLS
    for count, mark in marks:
        process = relay(receiver.place)
        deadline = time.monotonic() + 120
        while count() < mark:
            assert process.poll() is None, "the relay ended by itself"
            assert time.monotonic() < deadline, f"{count()} of {mark}"
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
