"""The bell that wakes the relay. A request only presses it: a thread of its own rings, so a hung Redis holds nobody up.

If ringing fails the bell stays silent for a while (a circuit breaker); the relay comes by itself every fifteen seconds.
"""

import logging
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)
SILENT_SECONDS = 30
EXPIRES_SECONDS = 15  # who wakes after that finds nothing: the relay has come by itself


class Bell:
    """``press()`` returns at once; presses that come while it rings are rung once more together."""

    def __init__(self, ring: Callable[[], object], silent_seconds: float = SILENT_SECONDS):
        self.ring = ring
        self.silent_seconds = silent_seconds
        self.silent_until = 0.0
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        """A child process has no thread yet, and must not wait for a lock its parent held."""
        self._pressed = threading.Event()
        self._starting = threading.Lock()
        self._ringer: threading.Thread | None = None

    def press(self) -> None:
        """Ask for a ring."""
        self._pressed.set()
        with self._starting:
            if self._ringer is None or not self._ringer.is_alive():
                self._ringer = threading.Thread(target=self._ring_when_pressed, name="outbox bell", daemon=True)
                self._ringer.start()

    def _ring_when_pressed(self) -> None:
        pressed = self._pressed
        while pressed.wait():
            pressed.clear()
            if time.monotonic() < self.silent_until:
                continue
            try:
                self.ring()
            except Exception as failure:  # whatever the broker's client raises: the relay comes by itself
                self.silent_until = time.monotonic() + self.silent_seconds
                log.warning("outbox: the relay was not woken (%s); it comes by itself", type(failure).__name__)


def _wake(task: str) -> None:
    from portal.celery import app

    app.send_task(f"portal.outbox.tasks.{task}", retry=False, ignore_result=True, expires=EXPIRES_SECONDS)


bell = Bell(lambda: _wake("relay"))
outlet_bell = Bell(lambda: _wake("let_out"))


@contextmanager
def nobody_woken() -> Iterator[None]:
    """While it lasts, no bell rings: this process itself delivers what it announces."""
    bells = bell, outlet_bell
    before = [each.silent_until for each in bells]
    for each in bells:
        each.silent_until = math.inf
    try:
        yield
    finally:
        for each, until in zip(bells, before, strict=True):
            each.silent_until = until
