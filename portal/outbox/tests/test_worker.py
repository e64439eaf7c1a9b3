"""The real thing: a Celery worker of its own, a Valkey of its own, both killed, stopped or hung."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from portal.embedded.store import Store
from portal.embedded.valkey import Valkey
from portal.outbox import bell, lanes, services
from portal.outbox.bell import Bell
from portal.outbox.models import Event, JobRun

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


def wait_for(what, seconds=30):
    """Until ``what()`` is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return
        time.sleep(0.05)
    raise AssertionError(f"did not happen within {seconds} s")


@pytest.fixture
def valkey(tmp_path):
    server = Valkey(Store(tmp_path))
    server.start()
    yield server
    for process in psutil.process_iter(["pid"]):
        try:
            if process.cwd() == str(server.home):
                process.resume()
        except psutil.Error:
            continue
    server.stop()


@pytest.fixture
def app(valkey):
    """The portal's own broker settings, at the Valkey of this test."""
    made = Celery("test", broker=valkey.url(), set_as_current=False)
    made.conf.update(
        broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,
    )
    yield made
    made.close()


def database_url() -> str:
    """The database of this test for another process."""
    config = connection.settings_dict
    who = f"{config['USER']}:{config['PASSWORD']}"
    return f"postgresql://{who}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


@pytest.fixture
def worker(valkey, tmp_path):
    """``worker()`` starts a Celery worker in a process group of its own."""
    started = []

    def start():
        environment = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": valkey.url(), "EMBEDDED": "off"}
        command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-I", "portal.outbox.tests.slow"]
        process = subprocess.Popen(  # noqa: S603 - our own worker, no shell
            [*command, "--concurrency=1", "--without-gossip", "--without-mingle", f"--logfile={tmp_path}/worker.log"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_worker_killed_in_the_middle_loses_nothing(app, worker, tmp_path):
    process = worker()
    with transaction.atomic():
        event = services.announce("test.slow", place=str(tmp_path))
    app.send_task("portal.outbox.tasks.relay")
    wait_for((tmp_path / "begun").exists)

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

    event.refresh_from_db()
    assert event.delivered_at is None
    assert not JobRun.objects.filter(name="test.slow").exists(), "the half that was written is undone"
    (tmp_path / "go on").touch()
    worker()
    app.send_task("portal.outbox.tasks.relay")  # what the scheduler sends every fifteen seconds
    wait_for(lambda: Event.objects.get(pk=event.pk).delivered_at)
    assert JobRun.objects.filter(name="test.slow").count() == 1


def announce_and_measure() -> float:
    begin = time.monotonic()
    with transaction.atomic():
        services.announce("test.said")
    return time.monotonic() - begin


@pytest.fixture
def rung(app, monkeypatch):
    """The portal's bell, ringing at the Valkey of this test; a list of what came of each ring."""
    outcomes = []

    def ring():
        try:
            app.send_task("portal.outbox.tasks.relay", retry=False, ignore_result=True)
        except Exception as failure:
            outcomes.append(type(failure).__name__)
            raise
        outcomes.append("rung")

    bell = Bell(ring, silent_seconds=60)
    monkeypatch.setattr(lanes, "bell", bell)
    bell.outcomes = outcomes
    return bell


def test_a_healthy_broker_is_rung(rung):
    assert announce_and_measure() < 1
    wait_for(lambda: rung.outcomes == ["rung"])


def test_a_hung_broker_holds_no_request_up(valkey, rung):
    os.kill(valkey._pid(), signal.SIGSTOP)
    assert max(announce_and_measure() for _ in range(5)) < 1
    wait_for(lambda: rung.silent_until, 20)
    assert len(rung.outcomes) == 1, "after the first failure it is silent"
    assert "rung" not in rung.outcomes
    assert Event.objects.filter(delivered_at=None).count() == 5
    assert services.deliver_due() == 5


def test_a_broker_that_is_down_holds_no_request_up(valkey, rung):
    valkey.stop()
    assert max(announce_and_measure() for _ in range(5)) < 1
    wait_for(lambda: rung.silent_until, 20)
    assert services.deliver_due() == 5


def test_the_bell_works_in_a_forked_child(rung):
    announce_and_measure()
    wait_for(lambda: rung.outcomes)
    assert rung._ringer.is_alive()
    rung._forget()  # what fork does in the child
    assert rung._ringer is None
    announce_and_measure()
    wait_for(lambda: len(rung.outcomes) == 2)


def test_where_nobody_is_woken_no_bell_rings_and_afterwards_it_does(monkeypatch):
    rung = []
    of_the_portal = Bell(lambda: rung.append("rung"))
    monkeypatch.setattr(bell, "bell", of_the_portal)
    monkeypatch.setattr(lanes, "bell", of_the_portal)

    with bell.nobody_woken():
        announce_and_measure()
        wait_for(lambda: not of_the_portal._pressed.is_set())
    assert rung == []
    announce_and_measure()
    wait_for(lambda: rung == ["rung"])
    assert services.deliver_due() == 2
