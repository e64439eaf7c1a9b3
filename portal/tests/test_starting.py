"""`make run` from the first start to Ctrl-C and again; starts that cannot work say so in one line."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from portal.embedded.store import say

ROOT = Path(__file__).resolve().parents[2]
STARTS_SECONDS = 240  # of a busy machine; alone some twenty


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def environ_of(var_dir: Path, **more: str) -> dict[str, str]:
    """Of a start of its own, whatever the tests themselves run with."""
    plain = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**plain, "VAR_DIR": str(var_dir), "EMBEDDED": "fast", "DEMO": "off", "HOST": "127.0.0.1", **more}


def refused(command: list[str], var_dir: Path, **more: str) -> str:
    """The one line that a start says which cannot work."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ_of(var_dir, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout
    return done.stderr.splitlines()[-1]


def test_a_wrong_redis_address_is_named(tmp_path):
    told = refused(["tools/run.py"], tmp_path, PORT=str(free_port()), REDIS_URL="redis://127.0.0.1:1/0")

    assert told.startswith("REDIS_URL does not work: ")


def test_a_database_on_a_full_disk_is_not_begun(tmp_path):
    code = "from portal.embedded import database_urls, store; store.LEAST_FREE_BYTES = 2**62; database_urls()"

    told = refused(["-c", code], tmp_path)

    assert f"No disk space: {tmp_path} has " in told
    assert told.endswith("Free some, or set VAR_DIR to another disk.")


def test_a_set_up_on_a_full_disk_is_not_begun(tmp_path):
    code = "import sys; from tools import setup; setup.LEAST_FREE_MB = 2**40\n"
    code += "try:\n    setup.need_room()\nexcept setup.SetupError as trouble:\n    sys.exit(str(trouble))"

    assert refused(["-c", code], tmp_path).startswith("no disk space: ")


def test_a_disk_that_fills_while_it_is_written_is_named():
    full = say(OSError(errno.ENOSPC, "No space left on device"), Path("/data"))

    assert full == "No disk space left in /data: free some, or set VAR_DIR to another disk."


@contextmanager
def running(var_dir: Path, port: int, **more: str) -> Iterator[subprocess.Popen]:
    """`make run` without its set-up, ready to be used; ended by force if the test did not end it."""
    with (var_dir / "output.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "tools/run.py"],
            cwd=ROOT,
            env=environ_of(var_dir, PORT=str(port), **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, port, var_dir)
            yield process
        finally:
            for child in [*psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
                child.kill()
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen, port: int, var_dir: Path) -> None:
    ends = time.monotonic() + STARTS_SECONDS
    while time.monotonic() < ends:
        assert process.poll() is None, (var_dir / "output.txt").read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError((var_dir / "output.txt").read_text())


def of_this_start(var_dir: Path, port: int) -> list[str]:
    """Processes that still belong to it."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if process.info["status"] != psutil.STATUS_ZOMBIE and (str(var_dir) in line or f":{port}" in line):
            found.append(line)
    return found


def kept(var_dir: Path, words: str) -> str:
    """What the database of this start answers."""
    code = "import psycopg2; from portal.embedded import database_urls; c = psycopg2.connect(database_urls()[1]); "
    code += f"c.autocommit = True; k = c.cursor(); k.execute({words!r}); print(k.fetchone()[0])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ_of(var_dir), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_ctrl_c_ends_all_of_it_and_the_next_start_has_the_data(tmp_path):
    port = free_port()
    with running(tmp_path, port) as first:
        made = kept(tmp_path, "CREATE TABLE kept AS SELECT 7 AS n; SELECT n FROM kept")
        begun = time.monotonic()
        os.kill(first.pid, signal.SIGINT)
        assert first.wait(timeout=60) == 0, (tmp_path / "output.txt").read_text()
        assert time.monotonic() - begun < 45
    assert made == "7"
    assert of_this_start(tmp_path, port) == []

    with running(tmp_path, port, WEB_WORKERS="1", WORKERS="1") as second:
        assert kept(tmp_path, "SELECT n FROM kept") == "7"
        os.kill(second.pid, signal.SIGINT)
        assert second.wait(timeout=60) == 0
    assert of_this_start(tmp_path, port) == []
