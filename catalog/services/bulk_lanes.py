"""Two processors for one list: chunks in lanes beside each other, and rows written while the next ones are judged.

Each lane is a thread with a connection of its own: what it does is mostly the database's work, during which Python
waits. Within a transaction there is one lane, for no other connection would see what it holds.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager

from django.db import connection, connections

LANES = 2


def side_by_side(work: Callable[[bool, Callable[[], bool]], bool], lanes: int = LANES) -> bool:
    """Do ``work`` here and in the other lanes at once; whether all of them came to the end of it.

    ``work`` is told whether others work beside it, and asks now and then whether it is to stop, because another lane
    failed. The first fault is raised when all lanes have ended.
    """
    if connection.in_atomic_block or lanes < 2:
        return work(False, lambda: False)
    failed = threading.Event()

    def lane() -> bool:
        try:
            return work(True, failed.is_set)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(lanes - 1) as pool:
        others = [pool.submit(_alone, lane) for _number in range(lanes - 1)]
        ended = [lane()]
    return all([*ended, *(other.result() for other in others)])


def _alone(work: Callable[[], bool]) -> bool:
    """With a connection that is closed afterwards."""
    try:
        return work()
    finally:
        connections.close_all()


class Behind(AbstractContextManager):
    """Writes one thing while the next is made: ``put`` waits for the one before, so at most two are in memory.

    Each thing is a function that says whether to go on; ``put`` and ``done`` say what the latest ended one said.
    """

    def __init__(self) -> None:
        self._pool = None if connection.in_atomic_block else ThreadPoolExecutor(1)
        self._last: Future[bool] | None = None

    def put(self, write: Callable[[], bool]) -> bool:
        """Begin to write; whether what was written before lets the caller go on."""
        if self._pool is None:
            return write()
        goes_on = self.done()
        if goes_on:
            self._last = self._pool.submit(write)
        return goes_on

    def done(self) -> bool:
        """Wait for the latest; whether it lets the caller go on."""
        last, self._last = self._last, None
        return last.result() if last is not None else True

    def __exit__(self, *_fault) -> None:
        if self._pool is not None:
            self._pool.submit(connections.close_all)
            self._pool.shutdown()
