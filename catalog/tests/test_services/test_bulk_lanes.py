"""Two lanes take one list over: every row once, the figures add up, and a stop or a fault of one ends the other."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from catalog import services
from catalog.models import BulkJob, Product
from catalog.services.bulk_lanes import Behind, side_by_side
from catalog.states import BulkState
from catalog.tests.factories import attribute, class_node
from catalog.tests.test_services.test_bulk import ROW, csv
from catalog.tests.test_services.test_bulk_trouble import ROOT, WORKER, _url
from portal.audit.models import AuditEntry
from portal.tests.factories import supplier


@pytest.fixture
def seller(transactional_db):
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    return supplier("SA")


def checked(seller, count: int) -> BulkJob:
    rows = [ROW.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(count)]
    node = class_node("99171504")
    job = services.upload_list(seller.company, csv(*rows), by=seller, class_node=node)
    services.run_list(job.pk, chunk=10)
    job.refresh_from_db()
    assert (job.state, job.checked, job.counts) == (BulkState.CHECKED, count, {"new": count})
    return services.apply_list(job, by=seller)


def told() -> list[dict]:
    """What the trail tells of the chunks."""
    entries = AuditEntry.objects.filter(what="catalog.bulkjob.rows_applied")
    return [json.loads(payload) for payload in entries.values_list("payload", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_every_row_comes_in_once_whoever_takes_it(seller):
    job = checked(seller, 120)
    assert not services.run_list(job.pk, chunk=10)
    job.refresh_from_db()

    assert (job.state, job.done, job.applied) == (BulkState.DONE, {"new": 120}, 121)
    assert Product.objects.count() == 120
    assert job.rows.filter(applied=True).count() == 120
    assert sum(each["new"] for each in told()) == 120
    lines = sorted(line for each in told() for begin, end in each["lines"] for line in range(begin, end + 1))
    assert lines == list(range(2, 122))  # each once: the entry names the rows whose fingerprint it holds


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_list_share_it(seller):
    job = checked(seller, 120)

    def work():
        try:
            services.run_list(job.pk, chunk=7)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()

    assert (job.state, job.done, Product.objects.count()) == (BulkState.DONE, {"new": 120}, 120)
    assert Counter(AuditEntry.objects.values_list("what", flat=True))["catalog.bulkjob.finish"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_list_keeps_what_was_taken_and_nothing_else(seller, tmp_path):
    job = checked(seller, 600)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": _url(connection.settings_dict),
    }
    worker = subprocess.Popen(  # noqa: S603 (our own Python)
        [sys.executable, "-c", WORKER, str(job.pk), "5", str(tmp_path)], cwd=ROOT, env=environment
    )
    try:
        deadline = time.monotonic() + 120
        while Product.objects.count() < 10 and time.monotonic() < deadline and worker.poll() is None:
            time.sleep(0.02)
        services.cancel_list(job, by=seller)
        kept = Product.objects.count()
        worker.wait(60)
    finally:
        worker.kill()
        worker.wait()
    job.refresh_from_db()

    assert 10 <= kept < 600
    assert kept % 5 == 0
    assert Product.objects.count() == kept
    assert (job.state, job.done) == (BulkState.CANCELLED, {"new": kept})
    services.resume_list(job, by=seller)
    services.run_list(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, Product.objects.count()) == (BulkState.DONE, {"new": 600}, 600)


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_one_lane_ends_the_other_and_is_raised(transactional_db):
    ended = []

    def work(beside, stopped):
        assert beside
        if threading.current_thread() is not threading.main_thread():
            raise ValueError("broken")
        while not stopped():
            time.sleep(0.005)
        ended.append(True)
        return False

    with pytest.raises(ValueError, match="broken"):
        side_by_side(work)
    assert ended == [True]


@pytest.mark.django_db
def test_within_a_transaction_there_is_one_lane():
    seen = []
    assert side_by_side(lambda beside, stopped: not seen.append((beside, stopped(), threading.current_thread())))
    assert seen == [(False, False, threading.main_thread())]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_behind_says_when_to_end(transactional_db):
    written = []

    def write(number: int) -> bool:
        written.append(number)
        return number < 1

    with Behind() as behind:
        assert [behind.put(lambda number=number: write(number)) for number in range(2)] == [True, True]
        assert not behind.put(lambda: write(2))
        assert behind.done()
    assert written == [0, 1]

    def broken() -> bool:
        raise ValueError("broken")

    with Behind() as behind:
        behind.put(broken)
        with pytest.raises(ValueError, match="broken"):
            behind.done()
