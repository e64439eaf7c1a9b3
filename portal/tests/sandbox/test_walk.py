"""The example of the developer documentation, run as a stranger runs it: from a bid to the money, by HTTP alone."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.testcases import LiveServerThread, _StaticFilesHandler

from portal.outbox.models import Event
from portal.people.models import Company
from portal.sandbox import services
from purchasing.payments.models import PaymentRun

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "sandbox.py"


@pytest.fixture
def address(sandbox) -> Iterator[str]:
    """A server, and a worker that follows the clock as the ticks do."""
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(0.3):
            services.follow(services.play)
        connection.close()

    server = LiveServerThread("127.0.0.1", _StaticFilesHandler)
    worker = threading.Thread(target=follow)
    server.start()
    server.is_ready.wait()
    worker.start()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    stop.set()
    worker.join()
    server.terminate()


def test_a_stranger_walks_from_a_bid_to_the_money(address):
    environ = os.environ | {"SANDBOX_URL": address}
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)], env=environ, capture_output=True, text=True, timeout=600, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    assert [line.split()[0][:3] for line in said[:5]] == ["TND", "CTR", "IVC", "PRD", "BID"]
    assert "contracted" in said
    assert any(line.startswith("CTR-") and "in_force 43000000" in line for line in said)
    assert any(line.startswith("DLV-") and line.endswith("accepted") for line in said)
    assert any(line.startswith("RCV-") and line.endswith("accepted") for line in said)
    assert said[-1] == "settled"
    assert Company.objects.filter(legal_name_ko="Haneul Precision").count() == 1
    assert set(PaymentRun.objects.values_list("state", flat=True)) <= {"executed", "reconciled"}
    assert list(Event.objects.exclude(last_error="").values_list("name", "last_error")) == []
