"""News is neither lost nor sent too early, and each handler hears it."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.errors import NotAllowed, WrongState
from portal.outbox import rules, services
from portal.outbox.models import Event, JobRun
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

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


def test_a_job_keeps_when_it_ended_and_how_long_it_took(monkeypatch):
    def does_its_work():
        if services.once("test.daily", "2026-11-26"):
            time.sleep(0.05)

    def marks_its_work_at_the_end():
        time.sleep(0.05)
        services.mark_done("test.long", "2026-11-26")

    monkeypatch.setattr(services, "SWEEPS", [does_its_work, marks_its_work_at_the_end])
    before = db_now()
    services.run_sweeps()
    kept = JobRun.objects.filter(name__startswith="test.").order_by("name")
    assert [run.name for run in kept] == ["test.daily", "test.long"]
    for run in (*kept, JobRun.objects.get(name=services.SWEEP)):
        assert before < run.started_at
        assert timedelta(seconds=0.05) <= run.ended_at - run.started_at
        assert run.ended_at < db_now()
        assert run.last_error == ""
    ended = [run.ended_at for run in kept]
    services.run_sweeps()
    assert [run.ended_at for run in kept.all()] == ended, "a run that was there already is left as it was"


def test_what_a_handler_marks_outside_of_a_job_has_no_end():
    assert services.once("test.told", "1")
    assert JobRun.objects.get(name="test.told").ended_at is None


def test_a_job_that_fails_keeps_its_error_until_it_works_again(monkeypatch):
    broken = True

    @transaction.atomic
    def fails():
        services.once("test.failing", "2026-11-26")
        if broken:
            raise RuntimeError("mailbox gildong@garam.example is full")

    monkeypatch.setattr(services, "SWEEPS", [fails])
    services.run_sweeps()
    services.run_sweeps()
    told = JobRun.objects.get(period=services.FAILED)
    assert told.name.endswith("fails")
    assert told.last_error.startswith("RuntimeError: mailbox")
    assert "gildong" not in told.last_error
    assert services.failing_jobs() == 1
    assert not JobRun.objects.filter(name="test.failing").exists()

    broken = False
    services.run_sweeps()
    told.refresh_from_db()
    assert told.last_error == ""
    assert services.failing_jobs() == 0
    assert JobRun.objects.get(name="test.failing").ended_at is not None


def test_a_job_whose_run_is_kept_fails_until_its_next_period(monkeypatch):
    day, broken = 1, True

    def nightly():
        if services.once("test.nightly", str(day)) and broken:
            raise RuntimeError("stopped in the middle")

    monkeypatch.setattr(services, "SWEEPS", [nightly])
    services.run_sweeps()
    services.run_sweeps()  # the same day: nothing is done, so nothing is well
    assert JobRun.objects.get(period=services.FAILED).ended_at is None
    assert services.failing_jobs() == 1

    day, broken = 2, False
    services.run_sweeps()
    assert services.failing_jobs() == 0


def test_a_failure_tells_since_when_and_ends_with_its_job(monkeypatch):
    def fails():
        raise RuntimeError("again")

    monkeypatch.setattr(services, "SWEEPS", [fails])
    services.run_sweeps()
    JobRun.objects.filter(period=services.FAILED).update(last_error="", started_at=db_now() - timedelta(days=200))
    services.run_sweeps()
    assert db_now() - JobRun.objects.get(period=services.FAILED).started_at < timedelta(minutes=5)

    monkeypatch.setattr(services, "SWEEPS", [])  # the job was taken out
    services.run_sweeps()
    assert services.failing_jobs() == 0


def test_jobs_that_work_cost_no_query_each(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(services, "SWEEPS", [lambda: None] * 20)
    services.run_sweeps()
    with django_assert_num_queries(7):  # the sweep's own row in a savepoint, what failed before, the end
        services.run_sweeps()


def test_the_window_on_job_runs_tells_end_outcome_and_duration(client):
    client.cookies["django_language"] = "en"
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    began = db_now() - timedelta(hours=1)
    JobRun.objects.create(name="test.done", period="1", started_at=began, ended_at=began + timedelta(seconds=1.5))
    JobRun.objects.create(name="test.marked", period="1")
    JobRun.objects.create(name="a.fails", period=services.FAILED, ended_at=began, last_error="RuntimeError: full")
    JobRun.objects.create(name="a.works", period=services.FAILED, ended_at=began)
    address = reverse("admin:outbox_jobrun_changelist")
    page = client.get(address).content.decode()
    cells = re.findall(
        r"field-name[^>]*><a[^>]*>([^<]+)<.*?field-took[^>]*>([^<]*)<.*?field-outcome[^>]*>([^<]*)<", page
    )
    assert {name: told for name, *told in cells} == {
        "test.done": ["1.50 s", "Done"],
        "test.marked": ["-", "-"],
        "a.fails": ["-", "Fails, tried again every minute"],
        "a.works": ["-", "Failed, works again"],
    }
    failing = client.get(address, {"failing": "1"}).content.decode()
    assert "a.fails" in failing
    assert "test.done" not in failing
    assert ("Jobs that fail", 1) in {(str(x), n) for x, _a, n in client.get(reverse("admin:index")).context["daily"]}


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
