"""What an operator has set wrongly is said in one line that names it, with no traceback and no password."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pytest
from django.db import connection

from portal.embedded import database_urls
from portal.embedded.store import Store
from portal.environment import check_database_address, check_mail_server, json_object, switch, web_address
from portal.start import own_command
from tools.outside import check_outside_servers

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
        # waits for the servers of those who have just gone; of another role's the owner may end none (WITH (FORCE))
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def owner(empty_database) -> str:
    """The address of the empty database for its owner."""
    return empty_database(connection.settings_dict["USER"], connection.settings_dict["PASSWORD"])


@pytest.fixture
def app(empty_database) -> str:
    """The address of the empty database for the role that may not make tables."""
    known = urlsplit(database_urls()[0])
    return empty_database(known.username, known.password)


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


# Servers of one's own


@pytest.fixture
def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://u:{NEVER_SHOWN}@127.0.0.1/db",
        f"u:{NEVER_SHOWN}@127.0.0.1",
        f"postgresql://u:p@{NEVER_SHOWN}@127.0.0.1/db",
        f"postgresql://u:{NEVER_SHOWN}/{NEVER_SHOWN}@127.0.0.1/db",
    ],
)
def test_an_address_that_is_none_is_not_repeated(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(SystemExit) as refused:
        check_database_address("DATABASE_URL")

    assert str(refused.value).startswith("DATABASE_URL cannot be used: write postgresql://user:password@host:5432/name")
    assert NEVER_SHOWN not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgres://together",
        "postgresql://u:p%40ss:w@db.example:5432/together?sslmode=require",
        "postgresql://u@[::1]:5432/together",
        "postgresql://u@%2Frun%2Fpostgresql/together",
        "postgresql:///together?host=/run/postgresql",
        "postgresql://u:p@one:5432,two:5433/together",
    ],
)
def test_an_address_in_any_form_that_postgresql_knows_is_taken(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    check_database_address("DATABASE_URL")


@pytest.mark.parametrize("command", ["manage.py", "tools/run.py"])
def test_another_kind_of_server_is_refused_by_every_start(command, free_port):
    told = refusal([command, "check"], DATABASE_URL=f"mysql://u:{NEVER_SHOWN}@127.0.0.1/db", PORT=free_port)

    assert told.startswith("DATABASE_URL cannot be used: write postgresql://")


def test_an_option_that_is_none_is_not_repeated(free_port):
    address = f"postgresql://u@127.0.0.1/db?pasword={NEVER_SHOWN}"

    assert refusal(["tools/run.py"], DATABASE_URL=address, PORT=free_port).startswith("DATABASE_URL does not work: ")


def test_a_wrong_password_of_the_owner_is_told_of_the_owner(owner, empty_database, free_port):
    wrong = empty_database(connection.settings_dict["USER"], NEVER_SHOWN)

    told = refusal(["tools/run.py"], DATABASE_URL=owner, DATABASE_OWNER_URL=wrong, PORT=free_port)

    assert told.startswith("DATABASE_OWNER_URL does not work: ")


def test_a_role_that_may_not_make_tables_needs_the_owner_beside_it(app):
    told = refusal(["manage.py", "migrate", "--verbosity=0"], DATABASE_URL=app)

    assert told.startswith(
        "CommandError: Set DATABASE_OWNER_URL to the address for the tables' owner: twp_app may not "
    )
    assert "permission denied for schema public" in told


def test_an_owner_who_may_not_make_tables_is_named(owner, app):
    told = refusal(["manage.py", "migrate", "--verbosity=0"], DATABASE_URL=owner, DATABASE_OWNER_URL=app)

    assert told.startswith("CommandError: DATABASE_OWNER_URL names twp_app, which ")


def test_the_role_that_serves_is_the_one_that_gets_its_rights(owner, app, free_port):
    told = refusal(["tools/run.py"], DATABASE_URL=app, DATABASE_OWNER_URL=owner, DB_APP_ROLE="somebody", PORT=free_port)

    assert told.startswith("DATABASE_URL names the role twp_app, but migrations would give its rights to somebody: ")
    assert told.endswith("set DB_APP_ROLE=twp_app.")


@pytest.mark.parametrize("named", [None, "twp_app"])
def test_roles_that_fit_together_pass(monkeypatch, owner, app, named):
    give(monkeypatch, DATABASE_URL=app, DATABASE_OWNER_URL=owner, **({"DB_APP_ROLE": named} if named else {}))
    check_outside_servers()


def test_one_role_for_both_needs_no_rights_of_its_own(monkeypatch, owner):
    give(monkeypatch, DATABASE_URL=owner, DATABASE_OWNER_URL=owner, DB_APP_ROLE="somebody")
    check_outside_servers()


def give(monkeypatch, **environ: str) -> None:
    """An environment that says this and nothing else of servers."""
    for name in ELSEWHERE:
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


# Places that are not ours

AS_ANOTHER = "import os; from tools.session import servers; os.geteuid() or os.seteuid(65534)\nwith servers(): pass"


def test_a_place_of_another_user_is_told(tmp_path):
    known = Store(tmp_path)
    known.write("postgres", port=1)
    known.path.chmod(0)  # not even its owner may read it, who runs the tests without being root

    told = refusal(["-c", AS_ANOTHER], VAR_DIR=str(tmp_path), EMBEDDED="fast")

    assert told == f"{known.path} belongs to another user: run as that user, or set VAR_DIR to a folder of your own."


@pytest.mark.parametrize("below", ["", "var"])
def test_a_place_that_is_a_file_is_told(tmp_path, below, free_port):
    file = tmp_path / "file"
    file.write_text("")

    told = refusal(["tools/run.py"], VAR_DIR=str(file / below), EMBEDDED="fast", PORT=free_port)

    assert told == f"Cannot write to {file / below} (Not a directory): set VAR_DIR to a folder of your own."


def test_a_place_that_cannot_be_written_is_told_with_servers_of_ones_own_too(owner, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    code = "from tools import run; run.prepare(with_demo=False)"

    told = refusal(["-c", code], DATABASE_URL=owner, VAR_DIR=str(file))

    assert told == f"Cannot write to {file} (Not a directory): set VAR_DIR to a folder of your own."


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


WRONG = {
    "BASE_URL": "foo",
    "FILE_MAX_MB": "abc",
    "EMAIL_URL": f"smtp://portal:{NEVER_SHOWN}@mail.example:port",
    "ANYMAIL": NEVER_SHOWN,
    "WEBHOOK_PORTS": "443,https",
    "METRICS_NETWORKS": "here",
    "TRUSTED_PROXIES": "10.0.0.1/8",
    "EXTRA_HOLIDAYS": "2027-02-30",
    "LOG_LEVEL": "loud",
    "DB_STATEMENT_TIMEOUT_MS": "-1",
}


@pytest.mark.parametrize(("name", "value"), WRONG.items(), ids=WRONG)
def test_settings_with_a_wrong_value_name_it(name, value):
    assert refusal(["manage.py", "check"], **{name: value}).startswith(f"{name}")


@pytest.mark.parametrize(
    "address",
    ["foo", "http://", "//host", "ftp://host", "https://host:port", "http://u:secret@host", "https://host/?a=b"],
)
def test_an_address_that_nobody_can_open_is_refused(monkeypatch, address):
    monkeypatch.setenv("BASE_URL", address)
    with pytest.raises(SystemExit, match=r"^BASE_URL\S* cannot be used: write http") as refused:
        web_address("BASE_URL", default="")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://together.example", "http://[::1]:8000"])
def test_an_address_that_people_open_is_taken_without_its_last_slash(monkeypatch, address):
    monkeypatch.setenv("BASE_URL", f"{address}/")
    assert web_address("BASE_URL", default="") == address


@pytest.mark.parametrize("address", ["foo", "smtp://", "mail.example:587", "http://mail.example"])
def test_an_address_that_takes_no_mail_is_refused(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(SystemExit, match=r"^EMAIL_URL cannot be used: write smtp\+tls://"):
        check_mail_server("EMAIL_URL", tuple(environ.Env.EMAIL_SCHEMES))


@pytest.mark.parametrize(
    "address", ["", "consolemail://", "smtp+tls://a%40b:p%2Fw@mail.example:587", "smtp://localhost"]
)
def test_an_address_that_takes_mail_is_taken(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)
    check_mail_server("EMAIL_URL", tuple(environ.Env.EMAIL_SCHEMES))


def test_an_object_of_json_is_taken(monkeypatch):
    monkeypatch.setenv("ANYMAIL", '{"API_KEY": "x"}')
    assert json_object("ANYMAIL") == {"API_KEY": "x"}


@pytest.mark.parametrize("given", ["SCALE=0.2", "SCALE=abc", "SCALE=0", "SCALE=", "SEED=x"])
def test_the_size_of_the_demonstration_is_looked_at_before_the_set_up(given):
    done = subprocess.run(
        [str(shutil.which("make")), "--silent", "check-scale", given], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode
    assert done.stderr.splitlines()[0] == f"{given} is not a whole number of 1 or more, as in: make demo SCALE=2"
    assert "\ndemo: check-scale setup\n" in (ROOT / "Makefile").read_text()


def test_the_size_of_the_demonstration_is_a_whole_number():
    assert (
        subprocess.run(
            [str(shutil.which("make")), "--silent", "check-scale", "SCALE=10", "SEED=7"], cwd=ROOT
        ).returncode
        == 0
    )


def test_a_snapshot_of_a_score_that_is_not_there_or_none_is_told(tmp_path):
    file = tmp_path / "score.json"
    assert refusal(["tools/verify_esg_score.py", str(file)]) == f"{file}: No such file or directory"
    file.write_bytes(b"\xff")
    assert refusal(["tools/verify_esg_score.py", str(file)]) == f"{file}: is not JSON in UTF-8"
