"""Time that decides anything is the database's: one clock for all processes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField, Func

SEOUL = ZoneInfo("Asia/Seoul")


class ClockTimestamp(Func):
    """``clock_timestamp()``: the moment itself, not the start of the transaction (``now()`` is that)."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


class RealTimestamp(Func):
    """PostgreSQL's own clock, also in a sandbox, whose clock runs ahead: for what lives by the machine's time."""

    template = "pg_catalog.clock_timestamp()"
    output_field = DateTimeField()


def db_now() -> datetime:
    """The database's clock now, aware, with microseconds. ``now()`` would be the transaction's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def real_now() -> datetime:
    """The machine's time by the database's clock, also in a sandbox whose own clock has been moved on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.clock_timestamp()")
        return cursor.fetchone()[0]


def today() -> date:
    """The day in Korea by the database's clock."""
    return db_now().astimezone(SEOUL).date()
