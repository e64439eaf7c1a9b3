"""Is the process alive (``/healthz``), may it be given work (``/readyz``), and what does it count (``/metrics``)."""

import shutil
import time
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django_prometheus.exports import ExportToDjangoView
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.checks import runs_in_production, too_mighty_role
from portal.clock import db_now, real_now
from portal.http import public, reads
from portal.outbox.services import backlog, failing_jobs, last_sweep
from portal.sandbox.queries import wrong_database
from portal.throttles import client_ip

MOST_OFFSET_SECONDS = 2
LEAST_DISK_BYTES = 200_000_000
LATE_SECONDS = 300  # an outbox or a scheduler behind by more than this is worth a look, not a restart
REDIS_SECONDS = 0.5
LOOPBACK = ["127.0.0.0/8", "::1"]

Told = dict[str, Any]
WRITES = "INSERT INTO portal_throttle (door, knocker, began, hits) VALUES ('readyz', 'readyz', clock_timestamp(), 0)"


@public
@reads
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody else, so that a database in trouble restarts no web process."""
    return _answer({"status": "ok"}, 200)


@public
@reads
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while work can be done, perhaps ``degraded``; 503 when it cannot: look at ``checks`` for the reason.

    ``checks`` is for operators only (``METRICS_NETWORKS`` and this machine): how much waits in the outbox tells when
    somebody bids.
    """
    checks = {name: _run(check) for name, check in CHECKS.items()}
    states = {told["status"] for told in checks.values()}
    status = "down" if "down" in states else "degraded" if "degraded" in states else "ok"
    told: Told = {"status": status, "checks": checks} if _is_operator(request) else {"status": status}
    return _answer(told, 503 if status == "down" else 200)


@public
@reads
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus, for the networks in ``METRICS_NETWORKS`` only; for all others there is nothing here."""
    if not settings.METRICS or not _is_from(request, settings.METRICS_NETWORKS):
        raise Http404
    return ExportToDjangoView(request)


def _is_operator(request: HttpRequest) -> bool:
    return _is_from(request, [*settings.METRICS_NETWORKS, *LOOPBACK])


def _is_from(request: HttpRequest, networks: list[str]) -> bool:
    try:
        address = ip_address(client_ip(request))
    except ValueError:
        return False
    return any(address in ip_network(network) for network in networks)


def _answer(told: Told, status: int) -> JsonResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})


def _run(check: Callable[[], Told]) -> Told:
    try:
        return check()
    except DatabaseError as error:
        return {"status": "down", "error": type(error).__name__}


def database() -> Told:
    """One row is written and taken back: a standby or a full disk would refuse."""
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 2000")
        cursor.execute(WRITES)
        transaction.set_rollback(True)
    return {"status": "ok", "ms": round((time.monotonic() - began) * 1000, 1)}


@cache
def _code_is_migrated() -> bool:
    """Remembered once true: the code of a process does not change. (An exception is not remembered, nor is a no.)"""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise _Waiting(len(waiting))
    return True


@cache
def _role_is_bound() -> bool:
    """Remembered once true, as for the migrations."""
    if runs_in_production() and (role := too_mighty_role()):
        raise _TooMighty(role)
    return True


class _TooMighty(Exception):
    """A role that may change tables."""


def role() -> Told:
    """In production the database role may write rows, not change tables."""
    try:
        _role_is_bound()
    except _TooMighty as fault:
        return {"status": "down", "role": fault.args[0]}
    return {"status": "ok"}


@cache
def _database_is_its_own() -> bool:
    """Remembered once true: neither this process nor its database changes sides."""
    if fault := wrong_database():
        raise _Strange(fault)
    return True


class _Strange(Exception):
    """Why portal and database do not belong together."""


def ground() -> Told:
    """A sandbox works on a sandbox's database, a portal in earnest never does: also one that ran no migration."""
    try:
        _database_is_its_own()
    except _Strange as fault:
        return {"status": "down", "error": fault.args[0]}
    return {"status": "ok"}


class _Waiting(Exception):
    """So many migrations wait."""


def migrations() -> Told:
    """All migrations this code knows are applied."""
    try:
        _code_is_migrated()
    except _Waiting as waiting:
        return {"status": "down", "waiting": waiting.args[0]}
    return {"status": "ok"}


def redis() -> Told:
    """Degraded, never down: without it things are delivered a little later."""
    if not settings.REDIS_ADDRESS:
        return {"status": "ok", "used": False}
    client = Redis.from_url(
        settings.REDIS_ADDRESS,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except (RedisError, OSError) as error:
        return {"status": "degraded", "error": type(error).__name__}
    finally:
        client.close()
    return {"status": "ok"}


def outbox() -> Told:
    """How much waits, how old the oldest is, how much was given up."""
    told = backlog()
    late = told["oldest_seconds"] > LATE_SECONDS or told["dead"]
    return {"status": "degraded" if late else "ok", **told}


def jobs() -> Told:
    """The scheduler: each minute's sweep leaves its time, and what failed in it."""
    swept, failing = last_sweep(), failing_jobs()
    if swept is None:
        return {"status": "degraded", "last_sweep_seconds": None, "failing": failing}
    age = round((db_now() - swept).total_seconds(), 1)
    return {
        "status": "degraded" if age > LATE_SECONDS or failing else "ok",
        "last_sweep_seconds": age,
        "failing": failing,
    }


def disk() -> Told:
    """Room where files and the embedded database live."""
    place = Path(settings.VAR_DIR)
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return {"status": "ok" if free > LEAST_DISK_BYTES else "down", "free_mb": free // 1_000_000}


def clock() -> Told:
    """Sessions and one-time codes live by the process's clock, deadlines by the database's: they must agree."""
    before = time.time()
    told = real_now().timestamp()
    offset = round(told - (before + time.time()) / 2, 3)
    return {"status": "ok" if abs(offset) < MOST_OFFSET_SECONDS else "down", "offset_seconds": offset}


CHECKS: dict[str, Callable[[], Told]] = {
    "database": database,
    "migrations": migrations,
    "role": role,
    "ground": ground,
    "redis": redis,
    "outbox": outbox,
    "jobs": jobs,
    "disk": disk,
    "clock": clock,
}
