"""Find a Chromium for the browser journeys, and install one where there is none.

The environment's ``CHROMIUM`` wins; then what the machine has, best the one without windows, which is quicker;
then Debian's package when we are root; then Playwright's own download. A machine where none of this works has no
green test run.
"""

import glob
import os
import shutil
import subprocess
import sys

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
]
DEBIAN_PACKAGES = ["fonts-nanum"]  # a bare machine draws Korean as empty boxes


def find() -> str | None:
    """The path of a Chromium that runs, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named if runs(named) else None
    candidates = [path for name in NAMES if (path := shutil.which(name))]
    for place in PLACES:
        candidates += sorted(glob.glob(os.path.expanduser(place)), reverse=True)
    return next((path for path in candidates if runs(path)), None)


def find_or_install() -> str:
    """The path of a Chromium that runs; a loud end if none can be had."""
    if path := find():
        return path
    if named := os.environ.get("CHROMIUM"):
        sys.exit(f"CHROMIUM={named} does not run.")
    print("  Installing Chromium for the browser tests …", flush=True)
    for commands in ways():
        done = all(
            subprocess.run(command, env=quiet(), stdout=subprocess.DEVNULL).returncode == 0 for command in commands
        )
        if done and (path := find()):
            return path
    sys.exit(
        "The browser tests need Chromium and none could be installed. Install one (Debian: apt-get install chromium "
        "fonts-nanum) or name it: CHROMIUM=/path/to/chromium make test"
    )


def ways() -> list[list[list[str]]]:
    """What can be tried here, best first."""
    playwright = [sys.executable, "-m", "playwright", "install"]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends"]
        return [
            [["apt-get", "update", "-q"], [*install, "chromium-headless-shell", *DEBIAN_PACKAGES]],
            [[*install, "chromium", *DEBIAN_PACKAGES]],
            [[*playwright, "--with-deps", "chromium"]],
        ]
    return [[[*playwright, "chromium"]]]


def runs(path: str) -> bool:
    """Whether the program starts at all: Ubuntu's package is an empty wrapper inside containers."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "hrom" in done.stdout


def quiet() -> dict[str, str]:
    """No questions from Debian's packages."""
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
