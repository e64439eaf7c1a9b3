"""DO: move the sandbox's clock on, let it run faster, and follow what has become due."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import SEOUL, real_now
from portal.errors import RuleBroken
from portal.outbox.services import relay_due, run_sweeps, run_ticks
from portal.policy import require
from portal.sandbox import policies, rules
from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.sandbox.queries import Reading, moved_since, read_clock, sandbox_company_of
from portal.sandbox.registry import leaps

log = logging.getLogger(__name__)
GO = """
UPDATE sandbox_sandboxclock
   SET shown_since = greatest(clock_timestamp(), %s), real_since = pg_catalog.clock_timestamp()
"""
ROUNDS = 4  # of sweeps at one halt: what counterparts did may have made another thing due
A_DAY = timedelta(days=1)
LOCK = 7234019  # one process follows a move at a time
_following: ContextVar[bool] = ContextVar("following", default=False)


def _reading() -> Reading:
    reading = read_clock()
    if reading is None:
        raise AssertionError("a sandbox has a clock")
    return reading


@transaction.atomic
def advance_clock(step: timedelta, *, by) -> Reading:
    """Move the clock on by ``step``: the worker takes it there and does what becomes due. There is no way back."""
    require(policies.may_move_clock(by))
    reading = move_clock(step, by=by)
    if own := sandbox_company_of(by.company):
        _take_share(own, step)
    return reading


def _take_share(own: SandboxCompany, step: timedelta) -> None:
    """Under the clock's lock: of its place's way for a real day."""
    now = real_now()
    left = rules.share_left(moved_since(own, now - A_DAY))
    if step > left:
        raise RuleBroken(
            _(
                "Everybody shares this clock: the companies made from one place move it on by at most %(most)d days "
                "in a real day. They may still move it on by %(left)d days today."
            )
            % {"most": rules.MOST_A_DAY.days, "left": left.days},
            field="advance",
        )
    begun = own.moving_since is not None and own.moving_since > now - A_DAY
    own.moved = own.moved + step if begun else step
    own.moving_since = own.moving_since if begun else now
    own.save(update_fields=["moved", "moving_since"])


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
    return _note(clock, (before.goal or before.shown) + step, before, by=by)


def _note(clock: SandboxClock, goal: datetime, before: Reading, *, by) -> Reading:
    """Where it is to go; the follower takes it there."""
    SandboxClock.objects.update(goal=goal, moves=F("moves") + 1)
    told = {"from": before.shown.isoformat(timespec="seconds"), "to": goal.isoformat(timespec="seconds")}
    record(clock, "advanced", by=by, payload=told)
    return _reading()


def _go(moment: datetime) -> None:
    """To the moment; whoever listens for silence is told that none was."""
    with connection.cursor() as cursor:
        cursor.execute(GO, [moment])
    for leap in leaps:
        leap.land()


def follow(play: Callable[[], int]) -> bool:
    """Take the clock to its goal, day by day, and do at each halt all that has become due.

    Sweeps, counterparts (``play``) and news take turns until none has anything left to do. Where the clock stands
    still, sweeps have their own minute: only counterparts and news are looked after. False when another process is at
    it. Safe to call at any time and to break off: each step finds its own due work.
    """
    if _following.get():
        return False  # called by a tick of its own round
    with _alone() as alone:
        if not alone:
            return False
        done = False
        while True:
            clock = SandboxClock.objects.get()
            halt = _next_halt(clock)
            if halt is None and (done or clock.is_settled):
                _let_act(play)
            else:
                _do_what_is_due(play)
                done = True
            if halt is None:
                SandboxClock.objects.filter(settled_moves__lt=clock.moves).update(settled_moves=clock.moves)
                return True


def _next_halt(clock: SandboxClock) -> datetime | None:
    """Go to the next halt; None when the clock is at its goal."""
    if clock.goal is None:
        return None
    shown = _reading().shown.astimezone(SEOUL)
    halt = rules.next_stop(shown, clock.goal.astimezone(SEOUL))
    with transaction.atomic():
        if halt > shown:
            _go(halt)
        if halt >= clock.goal:
            SandboxClock.objects.filter(goal=clock.goal).update(goal=None)
    return halt


def _do_what_is_due(play: Callable[[], int]) -> None:
    """Sweeps once; then counterparts and news in turn; sweeps again where somebody acted."""
    for _round in range(ROUNDS):
        run_ticks()
        run_sweeps()
        if not _let_act(play):
            break


def _let_act(play: Callable[[], int]) -> int:
    """Counterparts and news in turn, until neither has anything left to do; how many acts that were."""
    acts = 0
    while (now := play()) + relay_due(1000):
        acts += now
    return acts


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
