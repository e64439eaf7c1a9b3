"""Ending a server process that is not our child."""

import contextlib
import signal
import time
from collections.abc import Iterable

import psutil


def end(process: psutil.Process, steps: Iterable[tuple[signal.Signals, float]]) -> bool:
    """Send each signal in turn and wait its seconds; whether the process is gone."""
    for how, seconds in steps:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(how)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _is_gone(process):
                return True
            time.sleep(0.02)
    return False


def _is_gone(process: psutil.Process) -> bool:
    """Ended, or ended and only not yet noticed by its parent, which may take its time."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
