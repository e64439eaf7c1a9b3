"""What an operator has set wrongly is said in one line that names it, with no traceback and no password."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from portal.environment import switch
from portal.start import own_command
from portal.tests.factories import UserFactory

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "DB_APP_ROLE"}
NEVER_SHOWN = "pass-not-to-be-shown"


def refusal(command: list[str], **environ: str) -> str:
    """All that a start says which cannot work: one line."""
    plain = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**plain, "EMBEDDED": "off", "DEMO": "off", "PORT": "0", **environ},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in {1, 2}, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert NEVER_SHOWN not in done.stdout + done.stderr
    return done.stderr.strip()


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker) -> Iterator[Callable[[str, str], str]]:
    """Addresses, by role and password, of a database without tables beside the one of the tests."""
    name = f"empty_{secrets.token_hex(4)}"
    facts = connection.settings_dict
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield lambda role, password: f"postgresql://{role}:{password}@{facts['HOST']}:{facts['PORT']}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def owner(empty_database) -> str:
    """The address of the empty database for its owner."""
    return empty_database(connection.settings_dict["USER"], connection.settings_dict["PASSWORD"])


# A database without our tables


def test_a_command_on_a_database_without_tables_says_so(owner):
    told = refusal(["manage.py", "totp", "po@hanbit.example"], DATABASE_URL=owner)

    assert told.startswith(
        'The database is not the portal\'s, or not up to date: relation "people_user" does not exist.'
    )
    assert "VAR_DIR" in told
    assert "`manage.py migrate`" in told


def test_the_hint_for_another_terminal_names_where_the_data_lies(monkeypatch, tmp_path):
    for name in ELSEWHERE | {"VAR_DIR", "SANDBOX"}:
        monkeypatch.delenv(name, raising=False)
    assert own_command("totp E-MAIL") == ".venv/bin/python manage.py totp E-MAIL"

    folder = tmp_path / "of mine"
    monkeypatch.setenv("VAR_DIR", str(folder))
    assert own_command("totp E-MAIL") == f"VAR_DIR='{folder}' .venv/bin/python manage.py totp E-MAIL"

    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:{NEVER_SHOWN}@db.example/together")
    assert own_command("totp E-MAIL").endswith(" totp E-MAIL (with the DATABASE_URL of this start)")

    monkeypatch.setenv("SANDBOX", "on")
    assert own_command("sandbox_company").startswith("SANDBOX=on VAR_DIR=")


@pytest.mark.django_db
def test_the_demonstrations_accounts_come_with_that_hint(capsys):
    UserFactory(email="po@hanbit.example", roles=("PO",))

    call_command("demo", "--accounts")

    assert f"  Second factor, the present code: {own_command('totp E-MAIL')}\n" in capsys.readouterr().out


# Values that mean nothing

SWITCHES = {"PRODUCTION", "SANDBOX", "DEBUG", "API_DOCS", "LOG_JSON", "METRICS"}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        pytest.param("DEBUG", "manage.py", id="settings"),
        pytest.param("PRODUCTION", "tools/run.py", id="a-run-that-would-load-the-demonstration"),
        pytest.param("DEMO", "tools/run.py", id="a-run-without-demonstration"),
    ],
)
def test_a_switch_that_is_neither_on_nor_off_stops_the_start(name, command):
    assert refusal([command, "check"], **{name: "ture"}) == f"{name}=ture cannot be used: write true or false."


def test_every_switch_of_the_settings_is_read_strictly():
    text = (ROOT / "portal" / "settings.py").read_text()

    assert set(re.findall(r'switch\("(\w+)"', text)) == SWITCHES
    assert "env.bool" not in text


WORDS = {"true": True, " Yes ": True, "1": True, "OFF": False, "0": False, "no": False, "": True}


@pytest.mark.parametrize(("word", "on"), WORDS.items())
def test_a_switch_is_written_in_any_usual_way(monkeypatch, word, on):
    monkeypatch.setenv("DEMO", word)
    assert switch("DEMO", default=True) is on
