"""Every script in ``docs/examples/`` is run as it stands, against a server; the guides show parts of these files."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from decimal import Decimal
from io import StringIO

import pytest
import requests
from django.apps import apps
from django.core.management import call_command

from catalog.models import Product
from catalog.starter.loading import load_starter
from catalog.tests.factories import ProductFactory
from portal.developers.queries import description, examples
from portal.developers.services import publishing
from portal.embedded.store import free_port
from portal.exchange.models.exports import Export
from portal.exchange.services.export_worker import run_export
from portal.exchange.states.exports import UNFINISHED, ExportState
from portal.outbox.services import deliver_due, let_out
from portal.partners.models import ApiClient
from portal.partners.tests.factories import make_client
from portal.tests.example_runs import EXAMPLES, ROOT, run_example
from portal.tests.factories import CompanyFactory, supplier
from portal.tests.test_api_examples import faults_of
from portal.webhooks.models import Delivery, Endpoint
from portal.webhooks.services import send_due, send_test
from portal.webhooks.tests.factories import make_endpoint
from purchasing.bidding import services as bidding_services
from purchasing.bidding.models import Bid, Ruling
from purchasing.bidding.states import BidKind
from purchasing.bidding.tests import factories as bidding
from purchasing.payments.models import Draw, Receivable
from purchasing.payments.tests import receivable_stage

BOTH = pytest.mark.parametrize("ending", ["sh", "py"], ids=["curl", "python"])


@pytest.fixture
def classes(transactional_db) -> None:
    """The classes of a fresh portal: a test before this one may have emptied the tables."""
    load_starter(apps)


def worker() -> None:
    """What the portal's worker does all the time."""
    deliver_due()
    let_out()
    for export in Export.objects.filter(state=ExportState.QUEUED):
        run_export(export.pk)


def wait_for_port(port: int) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, f"nobody listens on {port}"
        time.sleep(0.05)


def flat(path) -> str:
    """The script as one line."""
    return " ".join(path.read_text().split())


def test_every_script_is_run_by_a_test_of_this_file():
    known = {"sandbox.py"}  # run by portal/tests/sandbox/test_walk.py
    pairs = {name for name in examples.file_names() if name not in known}
    text = (examples.settings.BASE_DIR / "portal/tests/test_developer_examples.py").read_text()
    assert sorted(name for name in pairs if f'"{name}"' not in text and f'"{name[:-3]}.{{ending}}"' not in text) == []


@BOTH
def test_the_quick_start_writes_a_product(ending, classes, live_server):
    company = supplier().company
    client, secret = make_client(company, "catalog.write", "tender.read")

    told = run_example(f"quickstart.{ending}", live_server.url, client.client_id, secret)

    assert [product.sku for product in Product.objects.filter(company=company)] == ["QS-6204-2RS"]
    assert "validation_failed" in told


@BOTH
def test_rows_that_are_right_are_taken_and_the_others_named(ending, classes, live_server):
    company = supplier().company
    client, secret = make_client(company, "catalog.write")

    told = run_example(f"products.{ending}", live_server.url, client.client_id, secret)

    assert set(Product.objects.filter(company=company).values_list("sku", flat=True)) == {"BRG-6204", "BRG-6205"}
    assert "bore" in told
    assert "BRG-6206" in told
    assert "faulty" in told


@BOTH
def test_a_client_that_survives(ending, classes, live_server):
    company = supplier().company
    client, secret = make_client(company, "catalog.write")

    told = run_example(f"robust.{ending}", live_server.url, client.client_id, secret)

    assert Product.objects.filter(company=company).count() == 1
    assert "idempotency_key_reused" in told
    assert "304" in told


@BOTH
def test_a_bid_is_sealed_once_and_withdrawn(ending, transactional_db, live_server):
    tender = bidding.published().tender
    company = supplier().company
    client, secret = make_client(company, "tender.read", "bid.write")

    told = run_example(f"bids.{ending}", live_server.url, client.client_id, secret)

    made = list(Bid.objects.filter(tender=tender, company=company).order_by("seq").values_list("kind", flat=True))
    assert made == [BidKind.BID, BidKind.WITHDRAWAL]
    assert "BID-" in told


@BOTH
def test_a_bid_that_is_there_is_left_alone(ending, transactional_db, live_server):
    tender, bidder = bidding.published().tender, supplier("BD")
    bidding_services.submit_bid(tender, price_won=Decimal(93_000_000), key="own-earlier", by=bidder)
    client, secret = make_client(bidder.company, "tender.read", "bid.write")

    with pytest.raises(AssertionError, match="No open tender is left on which you have not bid"):
        run_example(f"bids.{ending}", live_server.url, client.client_id, secret)

    assert Bid.objects.filter(tender=tender, company=bidder.company).count() == 1


def test_a_refusal_ends_a_script_in_curl_and_is_shown(transactional_db, live_server):
    client, secret = make_client(supplier().company, "tender.read")

    with pytest.raises(AssertionError, match="scope_missing"):
        run_example("receivables.sh", live_server.url, client.client_id, secret)


def test_a_bid_sealed_by_the_script_is_opened_like_any_other(transactional_db, live_server):
    stage = bidding.published(seal="keys", prices=[92_000_000, 95_000_000])
    company = supplier().company
    client, secret = make_client(company, "tender.read", "bid.write")

    run_example("sealed_bid.py", live_server.url, client.client_id, secret)

    bidding.pass_deadline(stage.tender)
    bidding_services.close_tender(stage.tender)
    bidding.open_bids(stage)
    ruling = Ruling.objects.get(bid__company=company)
    assert (ruling.state, ruling.price_won) == ("opened", Decimal(90_500_000))


@BOTH
def test_results_are_read_with_the_own_debrief(ending, transactional_db, live_server):
    stage = bidding.awarded()
    bidder = stage.bidders[0]
    waiting = bidding.published(prices=[92_000_000, 95_000_000])  # opened later, and not decided: no debrief yet
    bidding_services.submit_bid(waiting.tender, price_won=Decimal(93_000_000), key="own-later", by=bidder)
    bidding.pass_deadline(waiting.tender)
    bidding_services.close_tender(waiting.tender)
    bidding.open_bids(waiting)
    client, secret = make_client(bidder.company, "tender.read", "bid.read")

    told = run_example(f"results.{ending}", live_server.url, client.client_id, secret)

    assert stage.tender.number in told
    assert '"won": null' not in told
    assert bidder.company.legal_name_en in told or bidder.company.legal_name_ko in told


@BOTH
def test_a_receivable_is_drawn_and_passed_on(ending, transactional_db, live_server):
    chain = receivable_stage.accepted(firms=2)
    chain.owe(1, 100_000_000, pay_in=50, method="cash")  # due first, but no receivable pays it
    chain.owe(1, 100_000_000)
    client, secret = make_client(chain.firms[0], "receivable.write")

    run_example(f"receivables.{ending}", live_server.url, client.client_id, secret)

    receivable = receivable_stage.fresh(chain.receivable)
    assert [draw.amount for draw in Draw.objects.filter(receivable=receivable)] == [Decimal(1_000_000)]
    assert [part.face for part in Receivable.objects.filter(parent=receivable)] == [Decimal(1_000_000)]


@BOTH
def test_an_endpoint_is_made_tried_and_given_a_new_secret(ending, transactional_db, live_server, settings):
    port = free_port()
    settings.WEBHOOK_LOCAL_RECEIVERS = [f"127.0.0.1:{port}"]
    client, secret = make_client(supplier().company, "webhook.write", "tender.read")

    run_example(
        f"webhooks.{ending}", live_server.url, client.client_id, secret, RECEIVER=f"http://127.0.0.1:{port}/hooks"
    )

    assert Endpoint.objects.get().kinds == ["tender.awarded", "tender.published"]
    assert Delivery.objects.get().kind == "webhook.test"


def test_the_receiver_takes_what_the_portal_signed_and_nothing_else(transactional_db, settings):
    port = free_port()
    settings.WEBHOOK_LOCAL_RECEIVERS = [f"127.0.0.1:{port}"]
    address, boss = f"http://127.0.0.1:{port}/hooks", supplier("SA")
    endpoint, secret = make_endpoint(address, company=boss.company, by=boss)
    receiver = subprocess.Popen(
        [sys.executable, "-W", "error", str(EXAMPLES / "receive_webhook.py"), str(port)],
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRET": f"{secret} {secret[:-4]}AAA="},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_port(port)
        delivery = send_test(endpoint, by=boss)
        send_due()
        forged = requests.post(
            address,
            data=b"{}",
            headers={
                "webhook-id": delivery.message_id,
                "webhook-timestamp": str(int(time.time())),
                "webhook-signature": "v1,AAAA",
            },
            timeout=10,
        )
    finally:
        receiver.terminate()
        told, _nothing = receiver.communicate(timeout=10)

    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert forged.status_code == 401
    assert [line.split()[0] for line in told.splitlines()] == ["webhook.test"]


@pytest.mark.django_db
def test_the_words_of_the_setup_make_a_client():
    """That the demonstration has this company, and what its client can do, is tried in the journey of the pictures."""
    company = CompanyFactory(brn="1088111381")
    lines = (EXAMPLES / "setup.sh").read_text().splitlines()
    (command,) = [line for line in lines if "manage.py" in line]
    _python, _manage, name, *words = shlex.split(command)

    call_command(name, *words, stdout=StringIO())

    assert ApiClient.objects.get().company == company
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [line for line in lines if line.startswith("make ") and line.removeprefix("make ") not in targets] == []


@BOTH
def test_the_change_feed_is_followed_from_now_on(ending, transactional_db, live_server):
    tender = bidding.published().tender
    client, secret = make_client(supplier().company, "tender.read")

    told = run_example(f"changes.{ending}", live_server.url, client.client_id, secret)

    assert tender.number in told or "1 tenders" in told


@BOTH
def test_products_are_exported(ending, transactional_db, live_server):
    product = ProductFactory()
    client, secret = make_client(product.company, "export.write", "catalog.read")

    told = run_example(f"exports.{ending}", live_server.url, client.client_id, secret, meanwhile=worker)

    assert "catalog.products" in told
    assert product.sku in told or ": OK" in told


def test_waiting_for_an_export_ends_with_each_of_its_ends():
    ends = set(ExportState.values) - set(UNFINISHED)
    python = re.search(r'while export\["state"\] not in \((.*)\):', (EXAMPLES / "exports.py").read_text())
    curl = re.search(r'while \[ "\$STATE" != (\w+) \].*case "\$STATE" in ([a-z|]+)\)', flat(EXAMPLES / "exports.sh"))
    assert python
    assert curl
    assert set(re.findall(r"\w+", python[1])) == ends
    assert {curl[1], *curl[2].split("|")} == ends


def test_a_partner_does_its_whole_day_in_one_script(classes, live_server, settings):
    port = free_port()
    settings.WEBHOOK_LOCAL_RECEIVERS = [f"127.0.0.1:{port}"]
    awarded = bidding.awarded()
    chain = receivable_stage.accepted(firms=1)
    company = chain.firms[0]
    tender = bidding.published().tender
    scopes = ["catalog.write", "tender.read", "bid.write", "receivable.write", "webhook.write"]
    client, secret = make_client(company, *scopes)

    told = run_example("partner.py", live_server.url, client.client_id, secret, "--port", str(port), meanwhile=worker)

    assert Product.objects.filter(company=company).count() == 3
    assert Bid.objects.filter(company=company, tender=tender).count() == 1
    assert Delivery.objects.get(kind="bid.received").state == "delivered"
    assert "signature verified" in told
    assert awarded.tender.number in told
    assert Draw.objects.get().amount == Decimal(1_000_000)


def test_answers_that_guides_show_have_the_shape_of_the_description():
    described = description.description()
    operations = {
        told["operationId"]: told
        for each in described["paths"].values()
        for method, told in each.items()
        if method in ("get", "post", "put", "patch", "delete")
    }
    wrong = []
    for path in sorted((examples.FOLDER / "answers").glob("*.json")):
        name, _dot, status = path.stem.rpartition(".")
        answer = operations[name]["responses"][status]
        if "$ref" in answer:
            answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        schema = next(iter(answer["content"].values()))["schema"]
        wrong += [f"{path.name}: {fault}" for fault in faults_of(json.loads(path.read_text()), schema)]
    assert wrong == []


def test_the_generated_client_signs_in_calls_and_tells_problems(classes, live_server, tmp_path):
    company = supplier().company
    client, secret = make_client(company, "catalog.write", "tender.read")
    name, content = publishing.python_client()
    (tmp_path / name).write_bytes(content)
    pip = [sys.executable, "-m", "zipfile", "-e", str(tmp_path / name), str(tmp_path / "installed")]  # what pip does
    subprocess.run(pip, check=True)

    told = run_example("client.py", live_server.url, client.client_id, secret, PYTHONPATH=str(tmp_path / "installed"))

    assert Product.objects.get(company=company).sku == "CLIENT-6204"
    assert "400 validation_failed" in told
