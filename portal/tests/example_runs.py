"""Run a script of ``docs/examples/`` as a partner would: a process of its own against a real server."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
NEEDED = ("curl", "jq")  # by the scripts that end in .sh


def run_example(name: str, url: str, client_id: str = "", secret: str = "", *words: str, **environ: str) -> str:
    """What the script prints; that it ends well is asserted, with its own words if not."""
    program = [sys.executable, "-W", "error"] if name.endswith(".py") else ["sh"]
    missing = [] if name.endswith(".py") else [tool for tool in NEEDED if shutil.which(tool) is None]
    assert missing == [], f"the examples in curl need {missing}: install them (Debian, Ubuntu: apt-get install curl jq)"
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
        done = subprocess.run(
            [*program, str(EXAMPLES / name), *words],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
