"""The tools that run far from the portal: they agree with it, byte for byte, and find what was changed."""

import json
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import db_now
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Contribution, KeyDrill, OfficerKey, Ruling, TenderKey
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

pytestmark = pytest.mark.django_db
TOOLS = Path(__file__).resolve().parents[3] / "tools"


def run(tool: str, *arguments, said: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603 our own tool
        [sys.executable, "-I", str(TOOLS / tool), *map(str, arguments)], input=said, capture_output=True, text=True
    )


def test_two_officers_open_without_the_portal_ever_seeing_a_passphrase(client, tmp_path):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    stage = factories.closed(seal="keys", prices=[88_000_001, 92_000_002, 97_000_003])
    for opener in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=opener)
    for turn, opener in enumerate(stage.cast.openers):
        sign_in(client, opener)
        package = client.get(address(stage.tender, "opening-package"))
        assert package.status_code == 200
        file = tmp_path / f"opening-{turn}.json"
        file.write_bytes(package.content)
        wrong = run("open_share.py", file, "--passphrase-stdin", said="not the passphrase\n")
        assert (wrong.returncode, "does not unlock" in wrong.stderr) == (1, True)
        made = run("open_share.py", file, "--passphrase-stdin", said=f"{factories.PASSPHRASE}\n")
        assert made.returncode == 0, made.stderr
        work = tmp_path / f"contribution-{turn}.json"
        assert factories.PASSPHRASE not in work.read_text()
        with work.open("rb") as upload:
            answer = client.post(address(stage.tender, "opening-confirm"), {"own_work": upload})
        assert answer.status_code == 303, answer.content.decode()

    assert Ruling.objects.filter(price_won__isnull=False).count() == 3
    assert set(Contribution.objects.values_list("on_own_machine", flat=True)) == {True}


def test_a_drill_is_answered_without_the_portal_seeing_the_passphrase(client, tmp_path):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    officer = staff("OC")
    factories.enrol(officer)
    key = queries.key_of(officer)
    KeyDrill.objects.update(passed_at=db_now() - timedelta(days=40))
    sign_in(client, officer)
    challenge = client.post(reverse("bidding:key-challenge"))
    assert challenge["Content-Disposition"].startswith('attachment; filename="drill-')
    file = tmp_path / "drill-1.json"
    file.write_bytes(challenge.content)
    wrong = run("open_share.py", file, "--passphrase-stdin", said="not the passphrase\n")
    assert (wrong.returncode, "does not unlock" in wrong.stderr) == (1, True)
    made = run("open_share.py", file, "--passphrase-stdin", said=f"{factories.PASSPHRASE}\n")
    assert (made.returncode, "page of your key" in made.stdout) == (0, True), made.stderr
    answer = json.loads((tmp_path / "answer-1.json").read_text())

    def sent(told: dict):
        upload = SimpleUploadedFile("answer.json", json.dumps(told).encode())
        return client.post(reverse("bidding:key-answer"), {"answer-own_work": upload})

    for told, words in (
        ({"what": "twp-contribution"}, "not a file of the opening tool"),
        (answer | {"answer": "AAAA"}, "not the answer to the last challenge"),
        (answer | {"drill": answer["drill"] + 1}, "made for another key"),
    ):
        refused = sent(told)
        assert (refused.status_code, words in refused.content.decode()) == (422, True), words
    assert sent(answer).status_code == 303
    drilled_at = queries.last_drill(key)
    assert drilled_at is not None
    assert db_now() - drilled_at < timedelta(minutes=1)
    assert sent(answer).status_code == 422  # once
    assert OfficerKey.objects.get(pk=key.pk).locked == key.locked


MADE = b'{"what": "twp-contribution", "relays": [%s]}'


@pytest.mark.parametrize("wrong", [b"{}", b"nonsense", MADE % b"", MADE % b"1"])
def test_a_file_that_the_tool_did_not_make_is_refused(client, wrong):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    stage = factories.closed(seal="keys", prices=[88_000_001, 92_000_002])
    opener = stage.cast.openers[0]
    services.declare_no_conflict(stage.tender, by=opener)
    sign_in(client, opener)
    answer = client.post(address(stage.tender, "opening-confirm"), {"own_work": SimpleUploadedFile("x.json", wrong)})

    assert answer.status_code == 422
    assert "not" in answer.content.decode()
    assert Contribution.objects.count() == 0
    assert TenderKey.objects.get().pad_used_at is None


@pytest.mark.parametrize("seal", ["keys", "access"])
def test_a_receipt_is_verified_with_the_own_copy_and_the_sealed_list(client, tmp_path, seal):
    stage, bidder = factories.published(seal=seal, prices=[88_000_001]), supplier()
    bid = services.submit_bid(stage.tender, price_won=Decimal(90_000_000), key=factories.key(), by=bidder)
    keys, copy, receipt = (tmp_path / name for name in ("keys.json", "copy.json", "receipt.json"))
    keys.write_bytes(client.get(reverse("home:receipt-keys")).content)
    copy.write_text(json.dumps(bid.copy, ensure_ascii=False))
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    signed = bid.signed_receipt
    told = {"document": signed.document, "signature": signed.signature, "key_id": signed.key_id}
    told["list"] = queries.inclusion_of(bid)
    receipt.write_text(json.dumps(told))

    good = run("verify_receipt.py", receipt, "--keys", keys, "--copy", copy)
    assert good.returncode == 0, good.stderr
    assert "Your copy is exactly this bid." in good.stdout
    assert "sealed list of 2 entries" in good.stdout
    assert "compare this root" in good.stdout.splitlines()[-1]
    root = told["list"]["root"]
    rooted = run("verify_receipt.py", receipt, "--keys", keys, "--root", root.upper())
    assert (rooted.returncode, rooted.stdout.splitlines()[-1]) == (0, "That is the published root.")
    alone = run("verify_receipt.py", receipt)
    assert (alone.returncode, "there is no twp-keys.json beside the receipt" in alone.stderr) == (1, True)
    (tmp_path / "twp-keys.json").write_bytes(keys.read_bytes())
    beside = run("verify_receipt.py", receipt)  # the file alone: the keys lie beside it
    assert (beside.returncode, beside.stderr) == (0, "")
    assert "Signed by the portal" in beside.stdout
    (tmp_path / "twp-keys.json").write_text('{"keys": []}')
    assert run("verify_receipt.py", receipt).returncode == 1
    assert run("verify_receipt.py", receipt, "--keys", keys).returncode == 0  # what was told counts
    price = copy.read_text()
    for file, text, fault in [
        (copy, price.replace("90000000", "90000001"), "not what was received"),
        (receipt, json.dumps(told | {"document": signed.document.replace('"seq":1', '"seq":2')}), "signature"),
        (receipt, json.dumps(told | {"list": told["list"] | {"root": "0" * 64}}), "does not stand in the sealed list"),
        (receipt, json.dumps(told | {"list": told["list"] | {"place": 9}}), "sealed list"),
        (receipt, json.dumps(told | {"key_id": "0" * 16}), "by which the receipt was signed"),
        (receipt, "{}", "Does not hold"),
    ]:
        kept = file.read_text()
        file.write_text(text)
        bad = run("verify_receipt.py", receipt, "--keys", keys, "--copy", copy)
        assert (bad.returncode, fault in bad.stderr) == (1, True), (fault, bad.stderr)
        file.write_text(kept)

    alone_in_it = told["list"] | {"root": sha256(b"\0" + bytes.fromhex(bid.commitment)).hexdigest()}
    receipt.write_text(json.dumps(told | {"list": alone_in_it | {"entries": 1, "place": 0, "proof": []}}))
    assert run("verify_receipt.py", receipt, "--keys", keys).returncode == 0  # a list that somebody made up
    made_up = run("verify_receipt.py", receipt, "--keys", keys, "--root", root)
    assert (made_up.returncode, "not the one whose root was published" in made_up.stderr) == (1, True)
    receipt.write_text(json.dumps({name: told[name] for name in ("document", "signature", "key_id")}))
    early = run("verify_receipt.py", receipt, "--keys", keys, "--root", root)
    assert (early.returncode, "downloaded before the closing" in early.stderr) == (1, True)
