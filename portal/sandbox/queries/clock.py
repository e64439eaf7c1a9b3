"""FIND: what the sandbox's clock shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from portal.sandbox import rules
from portal.sandbox.ground import fault_of
from portal.sandbox.models import SandboxClock

READ = "SELECT clock_timestamp(), pg_catalog.clock_timestamp()"


@dataclass(frozen=True)
class Reading:
    """One look at the clock."""

    shown: datetime
    real: datetime
    settled: bool
    goal: datetime | None = None  # while it is on its way

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the real time, to the second."""
        return timedelta(seconds=round((self.shown - self.real).total_seconds()))

    @property
    def left(self) -> timedelta:
        """How far it may still be moved on."""
        return rules.left_to_go(self.goal or self.shown, self.real)


def is_sandbox() -> bool:
    """Whether this portal is one: its database says so."""
    return SandboxClock.objects.exists()


def wrong_database() -> str:
    """Why this portal and its database do not belong together; "" where they do."""
    with connection.cursor() as cursor:
        return fault_of(cursor)


def read_clock() -> Reading | None:
    """What it shows now; None outside a sandbox."""
    clock = SandboxClock.objects.first()
    if clock is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(READ)
        shown, real = cursor.fetchone()
    return Reading(shown=shown, real=real, settled=clock.is_settled, goal=clock.goal)
