"""Heard by the worker process of ``test_worker`` only: it waits in the middle of its work, to be killed."""

import os
import time
from pathlib import Path

from portal.outbox.models import JobRun
from portal.outbox.services import on


@on("test.slow")
def work(*, place: str, **_):
    """Write half, tell the test, and stay there unless the test says otherwise."""
    JobRun.objects.create(name="test.slow", period=str(os.getpid()))
    Path(place, "begun").touch()
    while not Path(place, "go on").exists():
        time.sleep(0.05)
