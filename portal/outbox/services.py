"""DO: announce, hear, deliver."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from portal.clock import ClockTimestamp, db_now
from portal.outbox import rules
from portal.outbox.models import Event, JobRun

log = logging.getLogger(__name__)
Handler = Callable[..., None]
HANDLERS: dict[str, dict[str, Handler]] = defaultdict(dict)
SWEEPS: list[Callable[[], object]] = []
BREAKER_SECONDS = 30
_breaker_until = 0.0
_delivering: ContextVar[int | None] = ContextVar("delivering", default=None)
_breaker_lock = threading.Lock()


def on(*names: str) -> Callable[[Handler], Handler]:
    """Hear the events ``names``: ``@on("bidding.tender_awarded") def draw_up_contract(*, bid, **_): …``.

    A handler may hear the same event twice and must not mind; it takes ``**_`` so that events can grow.
    """

    def decorate(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return decorate


def announce(name: str, /, **payload: int | str | None) -> Event:
    """Say inside the transaction that ``name`` happened; ids and short texts only. Delivered after commit."""
    if not connection.in_atomic_block:
        raise AssertionError(f"announce({name!r}) outside a transaction")
    event = Event.objects.create(name=name, payload=payload)
    transaction.on_commit(_wake_relay, robust=True)
    return event


def _wake_relay() -> None:
    """Knock at the relay; if Redis is away stop knocking for a while: the sweeper finds what is due."""
    global _breaker_until
    if time.monotonic() < _breaker_until:
        return
    from portal.celery import app

    try:
        app.send_task("portal.outbox.tasks.relay", retry=False, ignore_result=True)
    except Exception as failure:  # whatever the broker's client raises: a wake-up must never fail a request
        with _breaker_lock:
            _breaker_until = time.monotonic() + BREAKER_SECONDS
        log.warning("outbox: no wake-up (%s); the sweeper will deliver", type(failure).__name__)


def event_being_delivered() -> int | None:
    """The id of the event whose handlers are running, or None: what makes hearing it twice recognisable."""
    return _delivering.get()


def deliver_due(limit: int = 100) -> int:
    """Deliver up to ``limit`` due events, each in its own transaction; returns how many were looked at.

    Two relays share the work: a row in the hands of one is skipped by the other.
    """
    for count in range(limit):
        if not _deliver_one():
            return count
    return limit


@transaction.atomic
def _deliver_one() -> bool:
    event = (
        Event.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
        .order_by("next_at", "pk")
        .first()
    )
    if event is None:
        return False
    failure = ""
    delivering = _delivering.set(event.pk)
    for key, handler in HANDLERS.get(event.name, {}).items():
        if key in event.done:
            continue
        try:
            with transaction.atomic():
                handler(**event.payload)
        except Exception as error:  # a handler's fault must not stop the others; it is kept, shown and tried again
            failure = f"{key}: {type(error).__name__}: {error}"
            log.exception("outbox: %s failed for event %s", key, event.pk)
        else:
            event.done.append(key)
    _delivering.reset(delivering)
    if failure:
        event.attempts += 1
        event.last_error = failure[:2000]
        event.dead = event.attempts >= rules.MAX_ATTEMPTS
        event.next_at = db_now() + rules.delay(event.attempts)
    else:
        event.delivered_at = db_now()
    event.save(update_fields=["attempts", "last_error", "dead", "next_at", "delivered_at", "done"])
    return True


def sweeps(sweep: Callable[[], object]) -> Callable[[], object]:
    """Run ``sweep`` each minute: it finds due work in the database and must not mind running twice."""
    SWEEPS.append(sweep)
    return sweep


def run_sweeps() -> None:
    """Every registered sweep once; one that fails is logged and does not stop the others."""
    for sweep in SWEEPS:
        try:
            sweep()
        except Exception:  # logged with its trace; found again in a minute
            log.exception("sweep %s failed", sweep)


def retry_event(event: Event) -> None:
    """Try a given-up event again now."""
    Event.objects.filter(pk=event.pk, delivered_at=None).update(dead=False, attempts=0, next_at=Now())


def once(name: str, period: str) -> bool:
    """Whether this call is the first for the job ``name`` in ``period``; inside the job's transaction."""
    _run, created = JobRun.objects.get_or_create(name=name, period=period)
    return created


def purge_delivered(days: int = 30) -> int:
    """Delete events delivered more than ``days`` days ago."""
    from datetime import timedelta

    return Event.objects.filter(delivered_at__lt=Now() - timedelta(days=days)).delete()[0]


def backlog() -> dict[str, int | float]:
    """Due and dead events, and the age in seconds of the oldest due one: for ``/readyz``."""
    due = Event.objects.filter(delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
    oldest = due.order_by("next_at").values_list(F("next_at"), flat=True).first()
    age = (db_now() - oldest).total_seconds() if oldest else 0.0
    return {"due": due.count(), "dead": Event.objects.filter(dead=True).count(), "oldest_seconds": round(age, 1)}
