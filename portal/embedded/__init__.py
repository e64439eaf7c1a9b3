"""The PostgreSQL and Valkey that start by themselves when none is configured.

Settings call `database_urls()` and `redis_url()` only where ``DATABASE_URL`` or ``REDIS_URL`` is
not set. Both start their server when it is not running yet and leave it running; `stop()`, which
is ``manage.py services stop``, ends it. Everything the servers own lies under ``VAR_DIR``
(``var/`` in the checkout unless the environment says otherwise); nothing listens beyond loopback.

``EMBEDDED=off`` starts nothing and gives addresses that refuse to connect: for commands that need
the settings but no data, such as ``--help`` and type checks. ``EMBEDDED=fast`` starts a database that
does not wait for the disk: for tests, whose data may be lost with the machine.

No Django in here: settings import this module.
"""

import os
from collections.abc import Container
from pathlib import Path

from portal.embedded import postgres, valkey
from portal.embedded.errors import EmbeddedError
from portal.embedded.store import Store

__all__ = ["CHECKOUT", "EmbeddedError", "database_urls", "redis_url", "running", "start", "stop", "var_dir"]

CHECKOUT = Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """Where everything lies that running makes: databases, uploads, logs."""
    return Path(os.environ.get("VAR_DIR") or CHECKOUT / "var").expanduser().resolve()


def is_off() -> bool:
    """Whether the environment asks for addresses without servers."""
    return os.environ.get("EMBEDDED", "").lower() in {"off", "0", "no", "false"}


def database_urls() -> tuple[str, str]:
    """The addresses of the database for the app (no DDL) and for its owner (migrates)."""
    if is_off():
        return postgres.NOWHERE, postgres.NOWHERE
    server = postgres.Postgres(Store(var_dir()))
    server.start()
    return server.url("app"), server.url("owner")


def redis_url() -> str:
    """The address of the Valkey that serves as broker and cache."""
    if is_off():
        return valkey.NOWHERE
    server = valkey.Valkey(Store(var_dir()))
    server.start()
    return server.url()


def start() -> None:
    """Start both servers, whichever is not running yet."""
    postgres.Postgres(Store(var_dir())).start()
    valkey.Valkey(Store(var_dir())).start()


def running() -> dict[str, bool]:
    """Which of the two servers answers, by name."""
    store = Store(var_dir())
    return {server.name: server.is_running() for server in (postgres.Postgres(store), valkey.Valkey(store))}


def stop(keep: Container[str] = ()) -> list[str]:
    """Stop what is running under this ``VAR_DIR`` but for ``keep``; the names of what was stopped."""
    store = Store(var_dir())
    every = (valkey.Valkey(store), postgres.Postgres(store))
    return [server.name for server in every if server.name not in keep and server.stop()]
