"""The web's sign of life: a thread in each web process calls every few seconds what the apps have entered here.

From the start of the process on, also where nobody asks for a page. The worker has no such thread: whether people were
served is not for it to say, and while it hangs the web serves on.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, close_old_connections

log = logging.getLogger(__name__)
EVERY_SECONDS = 15.0
BEATS: list[Callable[[], object]] = []


def while_serving(beat: Callable[[], object]) -> Callable[[], object]:
    """Call ``beat`` in each web process as long as it runs. It is short, and must not mind others doing the same."""
    BEATS.append(beat)
    return beat


def start_beating() -> None:
    """In this process, which serves people."""
    threading.Thread(target=_beat_on, name="heart", daemon=True).start()


def beat_once() -> None:
    """Every beat once. One that fails does not stop the others, and comes again with the next round."""
    for beat in BEATS:
        try:
            beat()
        except (DatabaseError, InterfaceError) as error:  # a database that is away: that is what the silence tells
            log.warning("heart: no beat: %s", type(error).__name__)
        except Exception:  # the thread goes on: without it a web that serves would look silent
            log.exception("heart: a beat failed")


def _beat_on() -> None:
    while True:
        close_old_connections()
        beat_once()
        time.sleep(EVERY_SECONDS)
