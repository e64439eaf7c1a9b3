"""What running and testing share: the embedded servers for as long as they are needed, and our own commands."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal import embedded  # noqa: E402 - the checkout must be on the path first


def environ(**more: str) -> dict[str, str]:
    """The environment for our own programs: the virtual environment first, UTF-8 whatever the machine's language.

    What Python has compiled is kept beside it, even where it is told not to: a start runs a dozen programs, and each
    would compile the whole portal again, which is two of its five seconds.
    """
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")])
    other = ("LC_", "LANG", "PYTHONDONTWRITEBYTECODE")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    return {**plain, "PATH": path, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **more}


def manage(*arguments: str, **more: str) -> int:
    """Run ``manage.py`` with these words; its exit code."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ(**more), stdin=subprocess.DEVNULL).returncode


def stop_on_signals() -> None:
    """A signal to stop ends this program the ordinary way, so that what it started is stopped too."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


@contextlib.contextmanager
def servers() -> Iterator[None]:
    """The embedded servers that are needed; those that were not running before are stopped at the end."""
    try:
        before = embedded.running()
    except embedded.EmbeddedError as trouble:  # nothing was started: nothing is to be stopped
        raise SystemExit(str(trouble)) from None
    try:
        if not os.environ.get("DATABASE_URL"):
            embedded.database_urls()
        if not os.environ.get("REDIS_URL"):
            embedded.redis_url()
        yield
    except embedded.EmbeddedError as trouble:
        raise SystemExit(str(trouble)) from None
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        embedded.stop(keep={name for name, ran in before.items() if ran})
