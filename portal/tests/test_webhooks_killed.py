"""The relay is killed ten times in the middle of 500 events: each arrives, under one identifier. Source: figure G12."""

import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
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


def environment(place: str) -> dict[str, str]:
    """For a relay: this database, no broker, one receiver on this machine."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "EMBEDDED": "off",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "WEBHOOK_LOCAL_RECEIVERS": place,
        "EMAIL_URL": "dummymail://",
    }


class Relays:
    """Relays, one after the other, each a process of its own; what they say is kept."""

    def __init__(self, place: str, said: Path):
        self.said = said
        self.running: int | None = None
        with said.open("wb") as words:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "portal.tests.relay_nursery"],
                cwd=ROOT,
                env=environment(place),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                bufsize=0,
            )

    def __enter__(self) -> "Relays":
        return self

    def __exit__(self, *fault) -> None:
        if self.running:
            os.kill(self.running, signal.SIGKILL)
        self.nursery.communicate(timeout=60)

    def told(self) -> int:
        """The next line: the process of a relay, or how it ended."""
        line = self.nursery.stdout.readline()
        assert line, f"no relay could begin:\n{self.words()}"
        return int(line)

    def words(self) -> str:
        """The last of what they said, which tells why one ended by itself."""
        return self.said.read_text()[-5000:]

    def begin(self, *options: str) -> int:
        """``manage.py outbox_relay``; its process id."""
        self.nursery.stdin.write(" ".join(options).encode() + b"\n")
        self.running = self.told()
        return self.running

    def kill_when(self, count: Callable[[], int], mark: int) -> None:
        """Begin one and kill it in the middle of its work: SIGKILL, as soon as so many are there."""
        process = self.begin()
        deadline = time.monotonic() + 120
        while count() < mark:
            if select.select([self.nursery.stdout], [], [], 0)[0]:
                self.running = None
                raise AssertionError(f"the relay ended by itself: {self.told()}\n{self.words()}")
            assert time.monotonic() < deadline, f"{count()} of {mark}\n{self.words()}"
            time.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        self.running = None
        assert self.told() == -signal.SIGKILL, f"it had ended before\n{self.words()}"


@pytest.mark.django_db(transaction=True)
def test_500_events_arrive_once_each_though_the_relay_is_killed_ten_times(settings, tmp_path):
    def slowly(_receiver, _number):
        time.sleep(0.02)
        return 200, {}, b""

    with receiving(slowly) as receiver, Relays(receiver.place, tmp_path / "relays") as relays:
        settings.WEBHOOK_LOCAL_RECEIVERS = [receiver.place]
        product = ProductFactory()
        _endpoint, secret = make_endpoint(receiver.url, company=product.company, codes=["product.unblocked"])
        with transaction.atomic():
            announce_many("catalog.product_unblocked", [{"product": product.pk}] * EVENTS)
            Event.objects.update(done=["catalog.handlers.products.tell_unblocked"])  # the notices are not in question
        kill_while_working(relays, receiver)
        Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=db_now())  # the minute of a claim is over
        assert relays.begin("--once")
        assert relays.told() == 0, relays.words()
        relays.running = None

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


def kill_while_working(relays: Relays, receiver) -> None:
    """Four times while announcements become messages, six times while messages go out."""
    marks = [(Delivery.objects.count, mark) for mark in (50, 150, 250, 400)]
    marks += [(lambda: len(receiver.came), mark) for mark in (20, 90, 170, 260, 340, 420)]
    assert len(marks) == KILLS
    for count, mark in marks:
        relays.kill_when(count, mark)
