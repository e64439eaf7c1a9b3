"""The portal as it is run: the real web server with its own settings, on a test's database.

And Django's test server, as the real one, with threads that stay.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connection, connections

from portal.embedded.store import free_port

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 240  # seconds
MOST_AT_ONCE = 8


class SteadyServer(ThreadedWSGIServer):
    """Views run in a few threads that stay, each with a connection to the database that knows its tables.

    Django's own takes another connection for each request; to make it and to learn the tables costs as much as a page.
    A browser keeps static files, as those of the real server: else it asks for each of them on each page.
    """

    def set_app(self, application: Callable) -> None:
        """``application`` is called in one of these threads; its answer is sent in the one that was asked."""
        pool = ThreadPoolExecutor(MOST_AT_ONCE, "views")
        super().set_app(lambda asked, start: pool.submit(_answer, application, asked, _kept(asked, start)).result())


def _answer(application: Callable, *given: object) -> object:
    """By the connection of this thread, unless somebody ended it, or the tests went on in another database."""
    wanted = connections.settings[DEFAULT_DB_ALIAS] | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    if connection.settings_dict != wanted:
        connection.close()
        connection.settings_dict = wanted
    return application(*given)


def _kept(asked: dict, start: Callable) -> Callable:
    """``start``, which says of a static file that it stays."""
    if not asked["PATH_INFO"].startswith(settings.STATIC_URL):
        return start
    return lambda status, headers, *rest: start(status, [*headers, ("Cache-Control", "max-age=3600")], *rest)


def status_of(port: int, path: str, headers: dict | None = None, body: str | None = None) -> int:
    """What the server answers; 0 where nobody does."""
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        talk.request("POST" if body else "GET", path, body=body, headers=headers or {})
        return talk.getresponse().status
    except OSError:
        return 0
    finally:
        talk.close()


@contextmanager
def serving(workers: int = 2) -> Iterator[int]:
    """The port of a server on this test's database, with ``gunicorn.conf.py`` as everywhere."""
    config = connection.settings_dict
    who = f"{config['USER']}:{config['PASSWORD']}"
    url = f"postgresql://{who}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    port = free_port()
    command = ["gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--graceful-timeout", "4", "--no-control-socket"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": "", "EMBEDDED": "off"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + LONGEST_START
        while status_of(port, "/api/v1/time") != 200:
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < deadline, "the server took too long"
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM portal_throttle")  # it counts, and no flush knows this table
