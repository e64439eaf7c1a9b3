"""`make test`: the checks that need no test run, then every test; the last line is pytest's.

`--checks` runs the checks alone (`make lint`). Words after it go to pytest.
"""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal import embedded  # noqa: E402
from portal.tests.shared_data import missing  # noqa: E402
from tools import browser  # noqa: E402
from tools.session import environ, manage, servers, stop_on_signals  # noqa: E402

Checks = dict[str, tuple[list[str], dict[str, str]]]  # by name: the command, and what is added to the environment
LINES_SHOWN = 80
TYPED_ROOMS = ("rules", "policies", "queries", "services")
# One process of tests makes a database, beside the checks, and leaves it: those of the others are copies of it.
TABLES = ["-q", "--create-db", "--reuse-db", "--setup-only", "portal/tests/test_kept.py"]
# Tests and checks do not depend on how this machine runs the portal.
PLAIN = {"PRODUCTION": "false", "DEBUG": "false", "METRICS": "false"}
PRODUCTION = {
    "EMBEDDED": "off",
    "PRODUCTION": "true",
    "BASE_URL": "https://together.example",
    "ALLOWED_HOSTS": "together.example",
    "CSRF_TRUSTED_ORIGINS": "https://together.example",
    "EMAIL_URL": "smtp+tls://portal:mail@mail.example:587",
    "REDIS_URL": "redis://redis.example/0",
}


def main(arguments: list[str]) -> int:
    """The exit code of the first part that fails, or 0."""
    stop_on_signals()
    # A database of their own, beside the one that `make run` keeps, and one that does not wait for the disk.
    os.environ.update(VAR_DIR=str(embedded.var_dir() / "test"), EMBEDDED="fast")
    if "--checks" in arguments:
        with servers():
            return checks()
    if lack := missing():
        print(lack, flush=True)
        return 1
    chromium = browser.find_or_install()
    with servers():
        tables: Checks = {"tables": ([sys.executable, "-m", "pytest", *TABLES], {})}
        return manage("messages", "--compile", "--verbosity=0") or checks(tables) or tests(chromium, arguments)


def checks(more: Checks | None = None) -> int:
    """All checks, two at a time; of what fails the beginning is shown. What takes longest begins first."""
    python = sys.executable
    django = [python, "manage.py"]
    production = {
        **PRODUCTION,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SEALING_KEYS": secrets.token_urlsafe(32),
        "RECEIPT_KEYS": secrets.token_urlsafe(32),
        "DATABASE_URL": f"postgresql://portal:{secrets.token_hex(16)}@database.example/portal",
    }
    scripts = ROOT / ".venv" / "bin"
    every: Checks = {
        "types": ([python, "-m", "mypy", *typed_files()], {"EMBEDDED": "off"}),
        "import contracts": ([str(scripts / "lint-imports"), "--no-cache"], {}),
        "format": ([python, "-m", "ruff", "format", "--check", "--quiet", "."], {}),
        "lint": ([python, "-m", "ruff", "check", "--quiet", "."], {}),
        "templates": ([str(scripts / "djlint"), "--lint", "--quiet", "templates"], {}),
        "translations": ([*django, "messages", "--check"], {}),
        "state diagrams": ([*django, "state_diagrams", "--check"], {}),
        "table of rights": ([*django, "access_table", "--check"], {}),
        "API description": ([python, "tools/lint_api.py"], {}),
        "migrations": ([*django, "makemigrations", "--check", "--dry-run"], {}),
        "production settings": ([*django, "check", "--deploy", "--fail-level=WARNING"], production),
    }
    every = {**(more or {}), **every}
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda item: check(item[0], *item[1]), every.items()))
    return 0 if all(results) else 1


def check(name: str, command: list[str], more: dict[str, str]) -> bool:
    """Run one check and report it."""
    begin = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ(**{**PLAIN, **more}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "ok" if done.returncode == 0 else "FAILED"
    print(f"  {name}: {word} ({time.monotonic() - begin:.0f} s)", flush=True)
    if done.returncode:
        lines = done.stdout.rstrip().splitlines()
        print("\n".join(lines[:LINES_SHOWN]), flush=True)
        if len(lines) > LINES_SHOWN:
            print(f"  … {len(lines) - LINES_SHOWN} more lines: {' '.join(command[:6])} …", flush=True)
    return done.returncode == 0


def typed_files() -> list[str]:
    """The inner rooms, whose types are checked, and what set-up is made of."""
    found = [
        path
        for department in ("portal", "catalog", "purchasing", "sharedgrowth")
        for path in (ROOT / department).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        and (path.stem in TYPED_ROOMS or set(TYPED_ROOMS) & set(path.relative_to(ROOT).parts))
    ]
    extra = [*(ROOT / "portal" / "embedded").glob("*.py"), *(ROOT / "portal" / "wording").glob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in [*found, *extra, *(ROOT / "tools").glob("*.py")])


def tests(chromium: str, words: list[str]) -> int:
    """Every test, on every core, which take over from each other what is slow; the last line is pytest's own.

    One more process than there are cores: each waits a fifth of its time for the database or the browser.
    """
    workers = str((os.cpu_count() or 1) + 1)
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", "-q", *words]
    more = {**PLAIN, "CHROMIUM": chromium, "TABLES": "ready"}
    return subprocess.run(command, cwd=ROOT, env=environ(**more), stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
