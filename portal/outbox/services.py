"""DO: announce, hear, deliver."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import wraps
from typing import TypeVar

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import ClockTimestamp, db_now
from portal.errors import WrongState, is_crossed
from portal.logs import without_rows
from portal.outbox import policies, rules
from portal.outbox.bell import nobody_woken as nobody_woken
from portal.outbox.lanes import FREE, LANES, Away, bell_for, claim, lane_of, let_rest, rests, wake_outlets
from portal.outbox.lanes import lease as lease
from portal.outbox.lanes import let_out as let_out
from portal.outbox.lanes import let_out_side_by_side as let_out_side_by_side
from portal.outbox.lanes import on_outside as on_outside
from portal.outbox.lanes import outlets as outlets
from portal.outbox.models import Event, JobRun
from portal.policy import require
from portal.transactions import again_when_crossed, may_begin_again

log = logging.getLogger(__name__)
Handler = Callable[..., None]
Thing = TypeVar("Thing")
HANDLERS: dict[str, dict[str, Handler]] = defaultdict(dict)
SWEEPS: list[Callable[[], object]] = []
TICKS: list[Callable[[], object]] = []
SWEEP, FAILED = "sweep", "failed"
FAILING = Q(period=FAILED) & ~Q(last_error="")
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
    event = Event.objects.create(name=name, lane=lane_of(name), payload=payload)
    transaction.on_commit(bell_for(event.lane), robust=True)
    return event


def announce_many(name: str, /, payloads: Iterable[Mapping[str, int | str | None]]) -> int:
    """Say inside the transaction that ``name`` happened to many things, each with its payload; returns how many."""
    if not connection.in_atomic_block:
        raise AssertionError(f"announce_many({name!r}) outside a transaction")
    lane = lane_of(name)
    events = Event.objects.bulk_create([Event(name=name, lane=lane, payload=dict(payload)) for payload in payloads])
    if events:
        transaction.on_commit(bell_for(lane), robust=True)
    return len(events)


def event_being_delivered() -> int | None:
    """The id of the event whose handlers are running, or None: what makes hearing it twice recognisable."""
    return _delivering.get()


def deliver_due(limit: int = 100) -> int:
    """Deliver what is due, and what waits for others outside as well: for who does it all by hand, without a worker."""
    count = relay_due(limit)
    return count + sum(deliver_lane(lane) for lane in sorted({lane for lane, _handler in LANES.values()}))


def relay_due(limit: int = 100) -> int:
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
        .filter(lane="", delivered_at=None, dead=False, next_at__lte=ClockTimestamp())
        .order_by("next_at", "pk")
        .first()
    )
    if event is None:
        return False
    if lane := lane_of(event.name):  # announced by code that did not know it yet
        Event.objects.filter(pk=event.pk).update(lane=lane)
        wake_outlets()
        return True
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


def deliver_lane(lane: str, *, seconds: float = 5) -> int:
    """Deliver what is due in ``lane`` for about ``seconds``; returns how many events were looked at.

    No transaction is open while somebody outside is waited for. An event is claimed first: its next try is set to when
    a living deliverer must long have been finished. If it dies in between, the event is found again then.
    """
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until and not rests(lane) and (event := claim(lane)) is not None:
        count += 1
        delivering = _delivering.set(event.pk)
        try:
            if event.name in LANES:
                LANES[event.name][1](**event.payload)
        except Exception as error:  # kept, shown and tried again, as the relay does
            log.exception("outbox: event %s failed in the lane %s", event.pk, lane)
            _note_failure(event, f"{type(error).__name__}: {error}")
            if isinstance(error, Away):
                let_rest(lane)
        else:
            Event.objects.filter(pk=event.pk).update(delivered_at=ClockTimestamp())
        finally:
            _delivering.reset(delivering)
    return count


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
    transaction.on_commit(bell_for(event.lane), robust=True)


def once(name: str, period: str) -> bool:
    """Whether this call is the first for the job ``name`` in ``period``; inside the job's transaction.

    Marked before it is done, a job that is broken off would be lost: one of several transactions is ``until_done``.
    """
    if not connection.in_atomic_block:
        raise AssertionError(f"once({name!r}) outside a transaction")
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


def until_done(name: str, period: str, *parts: Callable[[], object]) -> None:
    """The job ``name`` of several transactions, once in ``period``: marked when all its parts are done.

    Each part by itself: one that fails stops no other, and its error is raised at the end, so that it is seen. What is
    broken off or has failed is found undone and runs again, so each part finds its own due rows and does each once.
    """
    if is_done(name, period):
        return
    failed: Exception | None = None
    for part in parts:
        try:
            part()
        except Exception as error:  # raised when the others have had their turn
            log.warning("%s: a part failed; it is tried again: %s", name, type(error).__name__)
            failed = error
    if failed is not None:
        raise failed
    mark_done(name, period)


def each_by_itself(things: Iterable[Thing], do: Callable[[Thing], int | bool]) -> int:
    """``do`` for each, in transactions of its own; how many it did. One that is locked by others stops no other.

    The last of such faults is raised at the end: a job that is marked when it is done comes again for what is left.
    """
    count, locked = 0, None
    for thing in things:
        try:
            count += int(do(thing))
        except OperationalError as error:
            log.warning("%s could not be worked on; it is tried again: %s", thing, type(error).__name__)
            locked = error
    if locked is not None:
        raise locked
    return count


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
