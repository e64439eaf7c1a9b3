"""What is kept of periodic jobs: when they ran, how long, and what failed until it works again."""

import ast
import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.urls import reverse

from portal.clock import db_now
from portal.outbox import services
from portal.outbox.models import JobRun
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR
APPS = ("portal", "catalog", "purchasing", "sharedgrowth")


@pytest.mark.django_db(transaction=True)
def test_a_job_is_marked_in_the_transaction_of_its_work_or_when_it_is_done():
    """Marked before and then broken off, what it left would never be done."""
    with pytest.raises(AssertionError, match="outside a transaction"):
        services.once("test.marked", "2026-11-26")
    services.run_sweeps()  # all of the portal's
    assert [run for run in JobRun.objects.exclude(last_error="") if "outside a transaction" in run.last_error] == []


def test_no_transaction_marks_a_job_whose_work_comes_after_it():
    """``with transaction.atomic(): if not once(…): return`` and nothing else in it."""
    found = []
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.With) or len(node.body) != 1 or not isinstance(node.body[0], ast.If):
                continue
            asked, does = node.body[0].test, node.body[0].body
            if "once(" in ast.unparse(asked) and isinstance(does[0], ast.Return):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_each_part_has_its_turn_and_the_period_is_marked_when_all_are_done():
    ran, broken = [], [True]

    def breaks():
        ran.append("breaks")
        if broken:
            raise OperationalError("lock timeout")

    def job():
        services.until_done("test.parts", "2026-11-26", breaks, lambda: ran.append("goes on"))

    with pytest.raises(OperationalError):
        job()
    assert ran == ["breaks", "goes on"]
    assert not services.is_done("test.parts", "2026-11-26")
    broken.clear()
    job()
    job()
    assert ran == ["breaks", "goes on"] * 2
    assert services.is_done("test.parts", "2026-11-26")


def test_a_job_that_is_killed_is_found_undone():
    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.until_done("test.parts", "2026-11-26", killed)
    assert not services.is_done("test.parts", "2026-11-26")


def test_what_is_locked_by_others_stops_no_other_and_is_told():
    done = []

    def do(thing: int) -> bool:
        if thing == 2:
            raise OperationalError("lock timeout")
        done.append(thing)
        return True

    with pytest.raises(OperationalError):
        services.each_by_itself([1, 2, 3], do)
    assert done == [1, 3]
    assert services.each_by_itself([4, 5], do) == 2


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
