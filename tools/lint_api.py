"""Whether the API's description is whole and clean: made without warnings, then looked at by redocly, locally.

Rules: ``tools/redocly.yaml``; warnings count as faults.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import setup  # noqa: E402

CLI = ROOT / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def main() -> int:
    """The exit code of the first part that finds something, or 0."""
    setup.npm()  # brings node where the machine has none
    node = shutil.which("node")
    if node is None or not CLI.exists():
        sys.exit("redocly is not here: run `make install-tests`.")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "openapi.json"
        described = run(
            [sys.executable, "manage.py", "spectacular", "--format", "openapi-json", "--file", told, "--fail-on-warn"]
        )
        return described or run([node, CLI, "lint", "--config", ROOT / "tools" / "redocly.yaml", told])


def run(command: list[str | Path]) -> int:
    """Run a part; what it says is shown if it finds something."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=os.environ | QUIET,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
