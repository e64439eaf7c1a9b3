"""DO: announce, hear, deliver."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import wraps

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import ClockTimestamp, db_now
from portal.errors import WrongState, is_crossed
from portal.logs import without_rows
from portal.outbox import policies, rules
from portal.outbox.bell import bell, outlet_bell
from portal.outbox.bell import nobody_woken as nobody_woken
from portal.outbox.models import Event, JobRun
from portal.policy import require
from portal.transactions import again_when_crossed, may_begin_again

log = logging.getLogger(__name__)
Handler = Callable[..., None]
HANDLERS: dict[str, dict[str, Handler]] = defaultdict(dict)
SWEEPS: list[Callable[[], object]] = []
TICKS: list[Callable[[], object]] = []
OUTLETS: list[Callable[[], int]] = []
SWEEP, LEASE, FAILED = "sweep", "lease", "failed"
FAILING = Q(period=FAILED) & ~Q(last_error="")
FREE = datetime(2000, 1, 1, tzinfo=UTC)
_delivering: ContextVar[int | None] = ContextVar("delivering", default=None)
_entered: ContextVar[list[int] | None] = ContextVar("entered", default=None)  # runs that the present job has begun


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
    transaction.on_commit(bell.press, robust=True)
    return event


def announce_many(name: str, /, payloads: Iterable[Mapping[str, int | str | None]]) -> int:
    """Say inside the transaction that ``name`` happened to many things, each with its payload; returns how many."""
    if not connection.in_atomic_block:
        raise AssertionError(f"announce_many({name!r}) outside a transaction")
    events = Event.objects.bulk_create([Event(name=name, payload=dict(payload)) for payload in payloads])
    if events:
        transaction.on_commit(bell.press, robust=True)
    return len(events)


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


def _deliver_one() -> bool:
    """One event; a failure that shows only at commit (a deferred constraint) undoes all of it and is noted apart."""
    claimed: list[Event] = []
    try:
        return _call_handlers(claimed)
    except DatabaseError as error:
        if not claimed:
            raise
        log.exception("outbox: event %s could not be committed", claimed[0].pk)
        with transaction.atomic():
            event = Event.objects.select_for_update(of=("self",)).get(pk=claimed[0].pk)
            _note_failure(event, f"commit: {type(error).__name__}: {error}")
        return True


@again_when_crossed
@transaction.atomic
def _call_handlers(claimed: list[Event]) -> bool:
    claimed.clear()
    event = (
        Event.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
        .order_by("next_at", "pk")
        .first()
    )
    if event is None:
        return False
    claimed.append(event)
    failure = ""
    delivering = _delivering.set(event.pk)
    try:
        for key, handler in HANDLERS.get(event.name, {}).items():
            if key in event.done:
                continue
            try:
                with transaction.atomic():
                    handler(**event.payload)
            except Exception as error:  # a handler's fault must not stop the others; it is kept, shown and tried again
                if is_crossed(error) and may_begin_again():  # what the others hold is let go too: all of them once more
                    raise
                failure = f"{key}: {type(error).__name__}: {error}"
                log.exception("outbox: %s failed for event %s", key, event.pk)
            else:
                event.done.append(key)
    finally:
        _delivering.reset(delivering)
    if failure:
        _note_failure(event, failure)
    else:
        Event.objects.filter(pk=event.pk).update(done=event.done, delivered_at=ClockTimestamp())
    return True


def _note_failure(event: Event, failure: str) -> None:
    event.attempts += 1
    event.last_error = without_rows(failure)[:2000]
    event.dead = event.attempts >= rules.MAX_ATTEMPTS
    event.next_at = db_now() + rules.delay(event.attempts)
    event.save(update_fields=["attempts", "last_error", "dead", "next_at", "done"])


def sweeps(sweep: Callable[[], object]) -> Callable[[], object]:
    """Run ``sweep`` each minute: it finds due work in the database and must not mind running twice."""
    SWEEPS.append(sweep)
    return sweep


def ticks(tick: Callable[[], object]) -> Callable[[], object]:
    """Run ``tick`` every few seconds: for what is due at a moment that people watch. One cheap query finds nothing."""
    TICKS.append(tick)
    return tick


def run_sweeps() -> None:
    """Every registered sweep once; one that fails is logged, kept with its error, and does not stop the others."""
    latest = JobRun.objects.filter(name=SWEEP, period="latest")
    JobRun.objects.update_or_create(
        name=SWEEP, period="latest", defaults={"started_at": ClockTimestamp(), "ended_at": None}
    )
    jobs = {f"{sweep.__module__}.{sweep.__qualname__}"[-80:]: sweep for sweep in SWEEPS}
    failing = JobRun.objects.filter(FAILING)
    failing.exclude(name__in=jobs).update(last_error="")  # what no longer exists fails no more
    failed_before = dict(failing.values_list("name", "ended_at"))
    for name, sweep in jobs.items():
        error, entered = _run(sweep)
        waits = failed_before.get(name, FREE) is None and not entered
        if error or (name in failed_before and not waits):
            _keep_outcome(name, error, again=name in failed_before, waits=bool(error and entered))
    latest.update(ended_at=ClockTimestamp())


def run_ticks() -> None:
    """Every registered tick once; one that fails is logged and does not stop the others: the sweep finds it as well."""
    for tick in TICKS:
        _run(tick)


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


def _run(job: Callable[[], object]) -> tuple[str, bool]:
    """Run it and note when the runs that it has entered began and ended; its error or "", and whether such a run is
    kept: then it does its work again only in its next period.
    """
    entered: list[int] = []
    token, began = _entered.set(entered), time.monotonic()

    @wraps(job)
    def once_more() -> None:
        entered.clear()
        job()

    try:
        again_when_crossed(once_more)()
        if entered:
            took, ended = timedelta(seconds=time.monotonic() - began), db_now()
            JobRun.objects.filter(pk__in=entered).update(started_at=ended - took, ended_at=ended)
    except Exception as error:  # logged with its trace; found again the next time
        log.exception("sweep %s failed", job)
        kept = bool(entered) and JobRun.objects.filter(pk__in=entered).exists()
        return without_rows(f"{type(error).__name__}: {error}")[:2000], kept
    finally:
        _entered.reset(token)
    return "", bool(entered)


def _keep_outcome(name: str, error: str, *, again: bool, waits: bool) -> None:
    """What failed since when, and that it has worked again. Without an end: it is tried again in its next period."""
    told: dict[str, object] = {"ended_at": None if waits else ClockTimestamp(), "last_error": error}
    if error and not again:
        told["started_at"] = ClockTimestamp()
    try:
        JobRun.objects.update_or_create(name=name, period=FAILED, defaults=told)
    except DatabaseError:
        log.exception("the outcome of %s could not be kept", name)


def last_sweep() -> datetime | None:
    """When the sweeps last ran: the scheduler's sign of life."""
    return JobRun.objects.filter(name=SWEEP, period="latest").values_list("started_at", flat=True).first()


def failing_jobs() -> int:
    """How many sweeps failed when they last ran."""
    return JobRun.objects.filter(FAILING).count()


@transaction.atomic
def retry_event(event: Event, *, by) -> None:
    """Try an event again now, also one that was given up."""
    require(policies.may_retry_event(by, event))
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.delivered_at is not None:
        raise WrongState(_("It has been delivered already: there is nothing to try again."))
    event.dead, event.attempts, event.next_at = False, 0, db_now()
    event.save(update_fields=["dead", "attempts", "next_at"])
    record(event, "retried", by=by)
    transaction.on_commit(bell.press, robust=True)


def once(name: str, period: str) -> bool:
    """Whether this call is the first for the job ``name`` in ``period``; inside the job's transaction."""
    run, created = JobRun.objects.get_or_create(name=name, period=period)
    if created and (entered := _entered.get()) is not None:
        entered.append(run.pk)
    return created


def is_done(name: str, period: str) -> bool:
    """Whether the job ``name`` has been marked for ``period``: for work of several transactions, marked when done."""
    return JobRun.objects.filter(name=name, period=period).exists()


@transaction.atomic
def mark_done(name: str, period: str) -> None:
    """The work of several transactions is done; broken off before, it is found undone and runs again."""
    once(name, period)


def purge_delivered(days: int = 30) -> int:
    """Delete events delivered, and job runs started, more than ``days`` days ago; given up, after three times that."""
    before = db_now() - timedelta(days=days)
    Event.objects.filter(dead=True, next_at__lt=db_now() - timedelta(days=3 * days)).delete()
    JobRun.objects.filter(started_at__lt=before - timedelta(days=370)).delete()
    return Event.objects.filter(delivered_at__lt=before).delete()[0]


def backlog() -> dict[str, int | float]:
    """Due and dead events, and the age in seconds of the oldest due one: for ``/readyz``."""
    due = Event.objects.filter(delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
    oldest = due.order_by("next_at").values_list(F("next_at"), flat=True).first()
    age = (db_now() - oldest).total_seconds() if oldest else 0.0
    return {"due": due.count(), "dead": Event.objects.filter(dead=True).count(), "oldest_seconds": round(age, 1)}
