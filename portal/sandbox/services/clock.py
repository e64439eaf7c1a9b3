"""DO: move the sandbox's clock on, let it run faster, and follow what has become due."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.outbox.services import deliver_due, run_sweeps, run_ticks
from portal.policy import require
from portal.sandbox import policies, rules
from portal.sandbox.models import SandboxClock
from portal.sandbox.queries import Reading, read_clock

log = logging.getLogger(__name__)
MOVE = """
UPDATE sandbox_sandboxclock
   SET shown_since = clock_timestamp() + %s, real_since = pg_catalog.clock_timestamp(), speed = %s, moves = moves + 1
"""
ROUNDS = 12  # of sweeps, counterparts and news after a move: each may make another due
LOCK = 7234019  # one process follows a move at a time
_following: ContextVar[bool] = ContextVar("following", default=False)


def _reading() -> Reading:
    reading = read_clock()
    if reading is None:
        raise AssertionError("a sandbox has a clock")
    return reading


@transaction.atomic
def advance_clock(step: timedelta, *, by) -> Reading:
    """Move the clock on by ``step``; what becomes due by it is done at once by the worker. There is no way back."""
    require(policies.may_move_clock(by))
    return move_clock(step, by=by)


@transaction.atomic
def move_clock(step: timedelta, *, by=None) -> Reading:
    """The same without asking who: for the operator's command."""
    clock = SandboxClock.objects.select_for_update(of=("self",)).get()
    before = _reading()
    if not rules.is_step(step):
        raise RuleBroken(
            _("The clock goes forward only, and by at most %(days)d days at once.") % {"days": rules.MOST_STEP.days},
            field="advance",
        )
    if step > before.left:
        raise RuleBroken(
            _("The clock runs at most %(days)d days ahead of the real time. For a fresh one make the sandbox anew.")
            % {"days": rules.MOST_AHEAD.days},
            field="advance",
        )
    return _move(clock, step, clock.speed, before, by=by)


@transaction.atomic
def set_speed(speed: int, *, by) -> Reading:
    """Let the clock run ``speed`` times as fast from now on: 1 is as everywhere, 1440 a day in a minute."""
    require(policies.may_move_clock(by))
    clock = SandboxClock.objects.select_for_update(of=("self",)).get()
    if not 1 <= speed <= rules.FASTEST:
        raise RuleBroken(
            _("The clock runs from 1 to %(most)d times as fast.") % {"most": rules.FASTEST}, field="speed"
        )
    return _move(clock, timedelta(0), speed, _reading(), by=by)


def _move(clock: SandboxClock, step: timedelta, speed: int, before: Reading, *, by) -> Reading:
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [step, speed])
    after = _reading()
    told = {
        "from": before.shown.isoformat(timespec="seconds"),
        "to": after.shown.isoformat(timespec="seconds"),
        "speed": speed,
    }
    record(clock, "advanced" if step else "paced", by=by, payload=told)
    return after


def settle(play: Callable[[], int]) -> bool:
    """Follow the clock: sweeps, counterparts (``play``) and news in turn, until none of them has anything left to do.

    False when another process is at it. Safe to call at any time: each step finds its own due work.
    """
    if _following.get():
        return False  # called by a tick of its own round
    with _alone() as alone:
        if not alone:
            return False
        seen = SandboxClock.objects.values_list("moves", flat=True).get()
        for _round in range(ROUNDS):
            run_ticks()
            run_sweeps()
            acts = play()
            delivered = deliver_due(1000)
            if not acts and not delivered:
                break
        SandboxClock.objects.filter(settled_moves__lt=seen).update(settled_moves=seen)
        return not SandboxClock.objects.filter(settled_moves__lt=F("moves")).exists()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this process alone follows the clock; the lock belongs to the connection and ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone = bool(cursor.fetchone()[0])
    following = _following.set(alone)
    try:
        yield alone
    finally:
        _following.reset(following)
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
