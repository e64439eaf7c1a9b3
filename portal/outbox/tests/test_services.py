"""News is neither lost nor sent too early, and each handler hears it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import NotAllowed, WrongState
from portal.outbox import lanes, rules, services, tasks
from portal.outbox.models import Event, JobRun
from portal.tests.factories import staff, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def hear(monkeypatch):
    """``hear("name", handler)`` for one test only."""
    monkeypatch.setattr(services, "HANDLERS", {})

    def enter(name, handler, key=""):
        services.HANDLERS.setdefault(name, {})[key or f"handler{len(services.HANDLERS.get(name, {}))}"] = handler

    return enter


def tell(name="test.said", **payload) -> Event:
    with transaction.atomic():
        return services.announce(name, **payload)


def make_due(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(next_at=db_now() - timedelta(seconds=1))


def test_what_is_rolled_back_was_never_said(hear):
    heard = []
    hear("test.said", lambda **payload: heard.append(payload))
    with transaction.atomic():
        services.announce("test.said", thing=1)
        transaction.set_rollback(True)
    services.deliver_due()
    assert heard == []
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_news_needs_a_transaction():
    with pytest.raises(AssertionError, match="outside a transaction"):
        services.announce("test.said")


def test_each_handler_hears_once(hear):
    heard = []
    hear("test.said", lambda thing, **_: heard.append(("a", thing)))
    hear("test.said", lambda thing, **_: heard.append(("b", thing)))
    event = tell(thing=7)
    assert services.deliver_due() == 1
    assert services.deliver_due() == 0
    assert heard == [("a", 7), ("b", 7)]
    event.refresh_from_db()
    assert event.delivered_at is not None
    assert event.done == ["handler0", "handler1"]


def test_one_that_fails_does_not_repeat_the_others(hear):
    heard, broken = [], [True]

    def fails(**_):
        if broken:
            raise RuntimeError("bank does not answer")
        heard.append("b")

    hear("test.said", lambda **_: heard.append("a"))
    hear("test.said", fails)
    hear("test.said", lambda **_: heard.append("c"))
    event = tell()
    services.deliver_due()
    event.refresh_from_db()
    assert heard == ["a", "c"]
    assert (event.attempts, event.delivered_at) == (1, None)
    assert "bank does not answer" in event.last_error
    assert services.deliver_due() == 0, "it waits before the next try"

    broken.clear()
    make_due(event)
    services.deliver_due()
    assert heard == ["a", "c", "b"]
    event.refresh_from_db()
    assert event.delivered_at is not None


def test_what_a_failing_handler_wrote_is_undone(hear):
    def fails(**_):
        JobRun.objects.create(name="half", period="done")
        raise RuntimeError

    hear("test.said", fails)
    hear("test.said", lambda **_: JobRun.objects.create(name="whole", period="done"))
    tell()
    services.deliver_due()
    assert list(JobRun.objects.values_list("name", flat=True)) == ["whole"]


@pytest.mark.django_db(transaction=True)
def test_a_fault_that_shows_at_commit_is_noted_and_blocks_nobody(hear):
    heard = []

    def leaves_a_dangling_reference(**_):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_auditentry (by_id, what, thing_type, thing_id, before, after, reason, payload)"
                " VALUES (987654321, 'x', 'x', 'x', '', '', '', '')"
            )

    hear("test.bad", leaves_a_dangling_reference)
    hear("test.good", lambda **_: heard.append("good"))
    bad, _good = tell("test.bad"), tell("test.good")
    services.deliver_due()
    bad.refresh_from_db()
    assert heard == ["good"]
    assert (bad.attempts, bad.delivered_at, bad.done) == (1, None, [])
    assert bad.last_error.startswith("commit: IntegrityError")


def test_the_wait_grows_and_ends(hear):
    def fails(**_):
        raise RuntimeError

    hear("test.said", fails)
    event, waits = tell(), []
    for _attempt in range(rules.MAX_ATTEMPTS):
        make_due(event)
        services.deliver_due()
        event.refresh_from_db()
        waits.append(round((event.next_at - db_now()).total_seconds()))
    assert waits[:4] == [5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] <= 3600
    assert event.dead
    make_due(event)
    assert services.deliver_due() == 0

    services.retry_event(event, by=staff("AD"))
    assert services.deliver_due() == 1
    assert AuditEntry.objects.filter(what="outbox.event.retried").exists()


@pytest.mark.parametrize("roles", [("PO",), ("AU",), ("OC",)])
def test_only_administrators_try_again(hear, roles):
    event = tell()
    for person in (staff(*roles), supplier("SA"), staff("AD", is_service=True), staff("AD", is_active=False)):
        with pytest.raises(NotAllowed):
            services.retry_event(event, by=person)
    event.refresh_from_db()
    assert event.delivered_at is None
    assert not AuditEntry.objects.filter(what="outbox.event.retried").exists()


def test_a_delivered_event_cannot_be_tried_again(hear):
    event = tell()
    services.deliver_due()
    with pytest.raises(WrongState):
        services.retry_event(event, by=staff("AD"))


@pytest.mark.django_db(transaction=True)
def test_two_relays_share_the_work(hear):
    heard, both_at_work = [], threading.Barrier(2, timeout=10)

    def slow(thing, **_):
        if thing < 2:
            both_at_work.wait()  # passes only if two relays are inside a handler at the same time
        heard.append(thing)

    hear("test.said", slow)
    for thing in range(20):
        tell(thing=thing)

    def relay(_number):
        try:
            return services.deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        shares = list(pool.map(relay, range(2)))

    while services.deliver_due():  # a relay may stop early when the other had just taken the last it saw
        pass
    assert sorted(heard) == list(range(20)), "each once"
    assert all(shares)


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_once_per_period_however_many_schedulers_there_are():
    ran = []

    def scheduler(number):
        try:
            with transaction.atomic():
                if services.once("evaluate", "2026-11-26"):
                    ran.append(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(scheduler, range(6)))

    assert len(ran) == 1


def test_what_went_wrong_is_kept_without_the_address_of_a_person(hear):
    def refused(**_):
        raise SMTPRecipientsRefused({"gildong@garam.example": (550, b"unknown user")})

    hear("test.said", refused)
    event = tell()
    services.deliver_due()
    event.refresh_from_db()
    assert "SMTPRecipientsRefused" in event.last_error
    assert "garam" not in event.last_error


def test_a_job_that_failed_may_run_again():
    with transaction.atomic():
        assert services.once("evaluate", "2026-11-26")
        transaction.set_rollback(True)
    assert services.once("evaluate", "2026-11-26")


def test_old_news_is_cleared_away_and_the_dead_stay_longer(hear):
    old, fresh, dead, long_dead = tell(), tell(), tell(), tell()
    month = db_now() - timedelta(days=31)
    Event.objects.filter(pk=old.pk).update(delivered_at=month)
    Event.objects.filter(pk=fresh.pk).update(delivered_at=db_now())
    Event.objects.filter(pk=dead.pk).update(dead=True, next_at=month)
    Event.objects.filter(pk=long_dead.pk).update(dead=True, next_at=db_now() - timedelta(days=91))
    services.purge_delivered()
    assert set(Event.objects.values_list("pk", flat=True)) == {fresh.pk, dead.pk}


def test_a_sweep_that_fails_does_not_stop_the_others(monkeypatch):
    ran = []

    def fails():
        raise RuntimeError

    monkeypatch.setattr(services, "SWEEPS", [fails, lambda: ran.append(1)])
    services.run_sweeps()
    assert ran == [1]


def test_what_is_woken_too_late_is_left_to_the_next():
    """Else a queue grows behind what hangs, and is worked off when it is of no use to anybody."""
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["expires"] <= entry["schedule"]


@pytest.mark.django_db(transaction=True)
def test_an_outlet_that_waits_or_fails_holds_no_other_up(monkeypatch):
    waits, done = threading.Event(), []

    def hangs() -> int:
        assert waits.wait(20)
        return 0

    def fails() -> int:
        raise RuntimeError

    def works() -> int:
        done.append("works")
        return 1

    monkeypatch.setattr(lanes, "OUTLETS", [hangs, fails, works])
    first = threading.Thread(target=tasks.let_out)
    first.start()
    until = time.monotonic() + 20
    while not done and time.monotonic() < until:
        time.sleep(0.01)
    assert first.is_alive()
    second = threading.Thread(target=tasks.let_out)  # the other process: it leaves alone what hangs in the first
    second.start()
    second.join(10)
    assert (second.is_alive(), first.is_alive(), done) == (False, True, ["works", "works"])
    waits.set()
    first.join(20)


def test_the_backlog_tells_age_and_dead(hear):
    assert services.backlog() == {"due": 0, "dead": 0, "oldest_seconds": 0.0}
    event = tell()
    Event.objects.filter(pk=event.pk).update(next_at=db_now() - timedelta(seconds=90))
    Event.objects.create(name="test.dead", dead=True)
    told = services.backlog()
    assert (told["due"], told["dead"]) == (1, 1)
    assert 89 < told["oldest_seconds"] < 95


def test_the_commands_deliver(hear, capsys):
    heard = []
    hear("test.said", lambda **_: heard.append(1))
    tell()
    call_command("outbox_relay", "--once")
    tell()
    call_command("sweep")
    assert heard == [1, 1]
    assert "1 events looked at" in capsys.readouterr().out
