"""Run a script of ``docs/examples/`` as a partner would: a process of its own against a real server."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
NEEDED = ("bash", "curl", "jq")  # by the scripts that end in .sh
LONGEST_SECONDS = 120


def run_example(
    name: str,
    url: str,
    client_id: str = "",
    secret: str = "",
    *words: str,
    meanwhile: Callable[[], object] | None = None,
    **environ: str,
) -> str:
    """What the script prints; that it ends well is asserted, with its own words if not.

    ``meanwhile`` is done again and again as long as it runs: what the portal's worker does elsewhere.
    """
    program = [sys.executable, "-W", "error"] if name.endswith(".py") else ["bash"]
    missing = [] if name.endswith(".py") else [tool for tool in NEEDED if shutil.which(tool) is None]
    assert missing == [], (
        f"the examples in curl need {missing}: install them (Debian, Ubuntu: apt-get install bash curl jq)"
    )
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TOGETHER_URL": url,
        "TOGETHER_CLIENT_ID": client_id,
        "TOGETHER_CLIENT_SECRET": secret,
        **environ,
    }
    with tempfile.TemporaryDirectory() as folder:  # scripts may leave files where they stand
        said = Path(folder, "said.log")
        with said.open("w") as out:
            running = subprocess.Popen(
                [*program, str(EXAMPLES / name), *words],
                cwd=folder,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            try:
                _until_done(running, meanwhile)
            finally:
                running.kill()
                running.wait()
        told = said.read_text(encoding="utf-8")
    assert running.returncode == 0, f"{name} ended with {running.returncode}:\n{told}"
    return told


def _until_done(running: subprocess.Popen, meanwhile: Callable[[], object] | None) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while running.poll() is None and time.monotonic() < until:
        if meanwhile is not None:
            meanwhile()
        time.sleep(0.05)
