"""Lanes and outlets: what waits for somebody outside, beside the relay, so that a hung mail server stops only mail."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from portal.clock import ClockTimestamp, db_now
from portal.outbox.bell import bell, outlet_bell
from portal.outbox.models import Event, JobRun

log = logging.getLogger(__name__)
LANES: dict[str, tuple[str, Callable[..., None]]] = {}
OUTLETS: list[Callable[[], int]] = []
LEASE, REST = "lease", "rest"
FREE = datetime(2000, 1, 1, tzinfo=UTC)
CLAIM = timedelta(minutes=1)  # longer than a handler of a lane may take
PAUSE = timedelta(minutes=1)  # so long a lane rests when who it waits for is away


class Away(Exception):
    """Who a lane waits for does not answer at all: its events wait, and only now and then one is tried."""


def on_outside(lane: str, *names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Hear the events ``names``, by waiting for somebody outside: in ``lane``, never by the relay or in a transaction.

    Raises ``Away`` where it is not this event's fault. An outlet delivers the lane: ``deliver_lane``.
    """

    def decorate(handler: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            LANES[name] = lane, handler
        return handler

    return decorate


def lane_of(name: str) -> str:
    """The lane of an event; "" for the relay's own."""
    return LANES[name][0] if name in LANES else ""


def bell_for(lane: str) -> Callable[[], None]:
    """What wakes who delivers it."""
    return outlet_bell.press if lane else bell.press


@transaction.atomic
def claim(lane: str) -> Event | None:
    """The next due event of the lane, claimed for this deliverer."""
    due = Event.objects.filter(lane=lane, delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
    event = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "pk").first()
    if event is not None:
        Event.objects.filter(pk=event.pk).update(next_at=ClockTimestamp() + CLAIM)
    return event


def rests(lane: str) -> bool:
    """Whether who the lane waits for was away just now."""
    since = ClockTimestamp() - PAUSE
    return JobRun.objects.filter(name=f"outbox: {lane}", period=REST, started_at__gt=since).exists()


def let_rest(lane: str) -> None:
    """For a while nothing is tried there."""
    rest = {"started_at": ClockTimestamp()}
    JobRun.objects.update_or_create(name=f"outbox: {lane}", period=REST, defaults=rest)


def outlets(outlet: Callable[[], int]) -> Callable[[], int]:
    """Run ``outlet`` every few seconds and when woken: it waits for others outside, so not inside a delivery.

    It works for some twenty seconds at most and returns how much it did; several may run at once.
    """
    OUTLETS.append(outlet)
    return outlet


def wake_outlets() -> None:
    """After this transaction's commit there is something to let out."""
    transaction.on_commit(outlet_bell.press, robust=True)


def let_out() -> int:
    """Every registered outlet once; returns how much they did together."""
    return sum(outlet() for outlet in OUTLETS)


def let_out_side_by_side() -> None:
    """Every outlet that no other process is at, each in a thread of its own: one that waits holds no other up."""
    threads = [threading.Thread(target=_let_out_alone, args=[outlet], daemon=True) for outlet in OUTLETS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _let_out_alone(outlet: Callable[[], int]) -> None:
    name = f"{outlet.__module__}.{outlet.__qualname__}"[-80:]
    try:
        with lease(name, seconds=60) as alone:
            if alone:
                outlet()
    except Exception:  # logged with its trace; found again the next time
        log.exception("outlet %s failed", name)
    finally:
        connection.close()


@contextmanager
def lease(name: str, *, seconds: int) -> Iterator[bool]:
    """Whether this process alone may do ``name`` now. One that dies holds the others up no longer than ``seconds``."""
    held = JobRun.objects.filter(name=name, period=LEASE)
    JobRun.objects.bulk_create([JobRun(name=name, period=LEASE, started_at=FREE)], ignore_conflicts=True)
    mine = db_now()
    taken = held.filter(started_at__lt=mine - timedelta(seconds=seconds)).update(started_at=mine)
    try:
        yield bool(taken)
    finally:
        if taken:
            held.filter(started_at=mine).update(started_at=FREE)
