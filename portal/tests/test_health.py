"""Health tells the truth, quickly, also when what it looks at hangs."""

import json
import re
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from django.core.management import get_commands
from django.db import OperationalError

from portal import health
from portal.embedded.store import Store
from portal.embedded.valkey import Valkey
from portal.outbox import services
from portal.outbox.models import Event, JobRun

pytestmark = pytest.mark.django_db


def ready(client, status=200) -> dict:
    response = client.get("/readyz")
    assert response.status_code == status, response.content
    assert response["Cache-Control"] == "no-store"
    return json.loads(response.content)


def test_the_process_answers_without_any_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_lists_every_check(client):
    services.run_sweeps()
    told = ready(client)
    assert set(told["checks"]) == {
        "database",
        "migrations",
        "role",
        "ground",
        "redis",
        "outbox",
        "jobs",
        "disk",
        "clock",
    }
    assert {check["status"] for check in told["checks"].values()} == {"ok"}
    assert abs(told["checks"]["clock"]["offset_seconds"]) < 2


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.9.0.7"])
def test_operators_see_every_check(client, settings, address):
    settings.METRICS_NETWORKS = ["10.9.0.0/24"]
    assert "checks" in client.get("/readyz", REMOTE_ADDR=address).json()


@pytest.mark.parametrize("address", ["203.0.113.9", "10.9.1.7", ""])
def test_others_are_told_the_state_and_nothing_more(client, settings, address):
    settings.METRICS_NETWORKS = ["10.9.0.0/24"]
    Event.objects.create(name="x", dead=True)
    assert client.get("/readyz", REMOTE_ADDR=address).json() == {"status": "degraded"}


def test_a_proxy_on_this_machine_speaks_for_its_callers(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]
    assert client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"}).json().keys() == {"status"}
    assert "checks" in client.get("/readyz").json()


def test_a_web_process_with_the_owners_rights_is_given_no_work_in_production(client, settings, monkeypatch):
    health._role_is_bound.cache_clear()
    settings.PRODUCTION = True
    monkeypatch.setattr("portal.checks.running_owner_command", lambda _argv: False)
    told = ready(client, 503)
    assert told["checks"]["role"]["status"] == "down"
    assert told["checks"]["role"]["role"]
    settings.PRODUCTION = False
    assert ready(client)["checks"]["role"] == {"status": "ok"}


def test_probes_come_by_address_not_by_name(client):
    assert client.get("/healthz", headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/readyz", headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.post("/healthz").status_code == 405


def test_a_database_that_cannot_write_is_down(client, monkeypatch):
    monkeypatch.setattr(health, "WRITES", "INSERT INTO nowhere VALUES (1)")
    told = ready(client, 503)
    assert told["status"] == "down"
    assert told["checks"]["database"] == {"status": "down", "error": "ProgrammingError"}


def test_a_database_that_is_away_is_down_not_a_fault(client, monkeypatch):
    def away():
        raise OperationalError("server closed the connection")

    monkeypatch.setitem(health.CHECKS, "database", away)
    assert ready(client, 503)["checks"]["database"]["error"] == "OperationalError"


def test_waiting_migrations_are_down(client, monkeypatch):
    health._code_is_migrated.cache_clear()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [1, 2])
    assert ready(client, 503)["checks"]["migrations"] == {"status": "down", "waiting": 2}
    monkeypatch.undo()
    assert ready(client)["checks"]["migrations"] == {"status": "ok"}


def test_late_or_dead_news_and_a_silent_scheduler_are_degraded(client):
    assert ready(client)["checks"]["jobs"] == {"status": "degraded", "last_sweep_seconds": None, "failing": 0}
    Event.objects.create(name="x", dead=True)
    told = ready(client)
    assert told["status"] == "degraded"
    assert told["checks"]["outbox"]["dead"] == 1


def test_a_job_that_fails_is_degraded(client):
    services.run_sweeps()
    assert ready(client)["checks"]["jobs"]["status"] == "ok"
    JobRun.objects.create(name="portal.handlers.fails", period=services.FAILED, last_error="RuntimeError: full")
    told = ready(client)["checks"]["jobs"]
    assert (told["status"], told["failing"]) == ("degraded", 1)


def test_a_wrong_clock_and_a_full_disk_are_down(client, monkeypatch):
    monkeypatch.setattr(health.time, "time", lambda: 1_000_000_000.0)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _place: SimpleNamespace(free=1000))
    checks = ready(client, 503)["checks"]
    assert checks["clock"]["status"] == checks["disk"]["status"] == "down"


def test_redis_down_or_hung_is_degraded_within_a_second(client, settings, tmp_path):
    services.run_sweeps()
    server = Valkey(Store(tmp_path))
    server.start()
    settings.REDIS_ADDRESS = server.url()
    assert ready(client)["checks"]["redis"] == {"status": "ok"}
    process = psutil.Process(server._pid())
    process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        told = ready(client)
        assert time.monotonic() - began < 2
        assert (told["status"], told["checks"]["redis"]["status"]) == ("degraded", "degraded")
    finally:
        process.send_signal(signal.SIGCONT)
    server.stop()
    assert ready(client)["checks"]["redis"]["status"] == "degraded"


def test_metrics_only_as_configured(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS = True
    response = client.get("/metrics")
    assert response.status_code == 200
    assert b"# HELP" in response.content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404


def test_the_operators_document_names_each_check_and_commands_that_there_are():
    text = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()
    assert {name for name in health.CHECKS if f"\n| `{name}` |" not in text} == set()
    named = set(re.findall(r"`manage\.py (\w+)", text)) - {"help"}
    assert named
    assert named - set(get_commands()) == set()
