"""Another connection that crosses what a test does: real deadlocks, as many as asked, which the test's side loses.

It holds what the test wants last, waits until the test waits for it, and half a second later wants what the test holds.
The server looks for a deadlock after a second of waiting, so it finds it on the side that began to wait first: the
test's, also where both have to wait for a processor. Whoever was ended for it begins again only when the other has
gone on: else it could take the lock a second time before the other has woken, and the two would cross once more.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from portal import transactions

CHAIN = "SELECT pg_advisory_xact_lock(7234016)"  # the audit trail's: the last that a transaction waits for
PATIENCE = 30  # seconds
# With the block all locks end again that were taken in it, and what was held before is still held.
CROSS = """
DO $cross$
DECLARE
    until timestamptz := pg_catalog.clock_timestamp() + interval '30 seconds';
BEGIN
    WHILE NOT EXISTS (
        SELECT 1 FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted) AS waiting
        WHERE pg_backend_pid() = ANY(pg_blocking_pids(waiting.pid))
    ) LOOP
        IF pg_catalog.clock_timestamp() > until THEN
            RAISE EXCEPTION 'nobody has waited';
        END IF;
        PERFORM pg_sleep(0.005);
    END LOOP;
    PERFORM pg_sleep(0.5);
    EXECUTE $want${want}$want$;
    RAISE EXCEPTION 'crossed' USING ERRCODE = 'TW001';
EXCEPTION WHEN SQLSTATE 'TW001' THEN
    NULL;
END $cross$
"""


class Crosser(logging.Handler):
    """How often it has crossed, and what went wrong; hears of whoever was ended, and lets them wait."""

    def __init__(self) -> None:
        super().__init__()
        self.crossed, self.ended, self.holds = 0, 0, threading.Event()
        self.gone_on = threading.Condition()
        self.fault: Exception | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """In the thread of the test, which has given its locks back when it tells of its end."""
        if is_crossing(record):
            self.ended += 1
            with self.gone_on:
                self.gone_on.wait_for(lambda: self.fault or self.crossed >= self.ended, PATIENCE)

    def run(self, hold: str, want: str, times: int) -> None:
        """In a thread of its own, which has its own connection."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(hold)
                self.holds.set()
                while self.crossed < times:
                    cursor.execute(CROSS.replace("{want}", want))
                    self.tell(crossed=self.crossed + 1)
                cursor.execute("ROLLBACK")
        except Exception as fault:
            self.tell(fault=fault)
        finally:
            self.holds.set()
            connection.close()

    def tell(self, **news: object) -> None:
        with self.gone_on:
            self.__dict__.update(news)
            self.gone_on.notify_all()


@contextmanager
def crossed_by(*, hold: str, want: str, times: int) -> Iterator[Crosser]:
    """While it lasts, another connection holds ``hold`` and crosses whoever waits for it ``times`` times."""
    crosser = Crosser()
    thread = threading.Thread(target=crosser.run, args=(hold, want, times))
    thread.start()
    told = logging.getLogger(transactions.__name__)
    told.addHandler(crosser)
    try:
        assert crosser.holds.wait(PATIENCE)
        yield crosser
    finally:
        told.removeHandler(crosser)
        thread.join(2 * PATIENCE)
    assert crosser.fault is None, crosser.fault
    assert crosser.crossed == times


def row(table: str, pk: int) -> str:
    """The lock of a row."""
    return f"SELECT 1 FROM {table} WHERE id = {int(pk)} FOR UPDATE"  # noqa: S608 (names of a test)


def crossings(caplog) -> list[tuple[int, bool]]:
    """What the log tells of them: which try it was, and whether it is begun again."""
    lines = [record.msg for record in caplog.records if is_crossing(record)]
    return [(line["attempt"], line["begins_again"]) for line in lines]


def is_crossing(record: logging.LogRecord) -> bool:
    return isinstance(record.msg, dict) and record.msg["event"] == "transaction_crossed"
