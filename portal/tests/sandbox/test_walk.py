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

from portal.embedded.store import free_port
from portal.outbox.models import Event
from portal.outbox.services import let_out
from portal.people.models import Company
from portal.sandbox import services
from purchasing.payments.models import PaymentRun

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


@pytest.fixture
def address(sandbox) -> Iterator[str]:
    """A server, and a worker that follows the clock as the ticks do."""
    stop = threading.Event()

    def follow() -> None:
        while not stop.wait(0.3):
            services.follow(services.play)
            let_out()
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


def run(name: str, address: str, *words: str) -> list[str]:
    """What the script said, line by line."""
    environ = os.environ | {"SANDBOX_URL": address}
    command = [sys.executable, str(EXAMPLES / name), *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_a_partner_does_its_whole_day_without_credentials(address, settings):
    port = free_port()
    settings.WEBHOOK_LOCAL_RECEIVERS = [f"127.0.0.1:{port}"]

    said = run("partner.py", address, "--sandbox", "--port", str(port))

    assert [line for line in said if line[:1].isdigit()][-1] == "7 Receivable"
    assert any("signature verified" in line for line in said)
    assert any("43,000,000 won" in line and "Areum Precision" in line for line in said)
    assert said[-1].startswith("Done")


def test_a_stranger_walks_from_a_bid_to_the_money(address):
    said = run("sandbox.py", address)
    assert [line.split()[0][:3] for line in said[:5]] == ["TND", "CTR", "IVC", "PRD", "BID"]
    assert "contracted" in said
    assert any(line.startswith("CTR-") and "in_force 43000000" in line for line in said)
    assert any(line.startswith("DLV-") and line.endswith("accepted") for line in said)
    assert any(line.startswith("RCV-") and line.endswith("accepted") for line in said)
    assert said[-1] == "settled"
    assert Company.objects.filter(legal_name_ko="Haneul Precision").count() == 1
    assert set(PaymentRun.objects.values_list("state", flat=True)) <= {"executed", "reconciled"}
    assert list(Event.objects.exclude(last_error="").values_list("name", "last_error")) == []
