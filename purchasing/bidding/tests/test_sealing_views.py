"""Screens of the sealing: the officer's key, the ceremony of two, new keys, outages, attachments."""

import base64
import json
import re
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import deliver_due
from portal.sealing import receipts
from portal.tests.factories import staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Bid, OfficerKey, OpeningSession, Outage, OutageNote, Ruling, SealedFile, Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

pytestmark = pytest.mark.django_db
PASSPHRASE = factories.PASSPHRASE
PRICES = (88_000_001, 92_000_002, 97_000_003)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def key_url(name: str) -> str:
    return reverse(f"bidding:key-{name}")


def test_an_officer_makes_a_key_prints_the_sheet_drills_and_recovers(client):
    officer = staff("OC")
    sign_in(client, officer)
    assert "Make the key" in client.get(key_url("detail")).content.decode()

    short = client.post(key_url("enrol"), {"enrol-new": "too short", "enrol-again": "too short"})
    assert short.status_code == 422
    assert "15 to 200 characters" in short.content.decode()
    different = client.post(key_url("enrol"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE + "x"})
    assert "The two are not the same." in different.content.decode()
    assert PASSPHRASE not in different.content.decode()
    made = client.post(key_url("enrol"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE})
    assert made.status_code == 201
    assert made["Cache-Control"].count("no-store") == 1
    rows = re.findall(r"<span>([A-Z2-7 ]+)</span>", made.content.decode())
    assert [len(row.split()) for row in rows] == [4, 4]
    sheet = " ".join(rows)
    again = client.post(key_url("enrol"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE})
    assert again.status_code == 409

    wrong = client.post(key_url("drill"), {"drill-passphrase": "it is not this one"})
    assert wrong.status_code == 422
    assert "does not unlock your key" in wrong.content.decode()
    assert client.post(key_url("drill"), {"drill-passphrase": PASSPHRASE}).status_code == 303

    new = "용광로 앞의 긴 밤 1981"
    bad_sheet = client.post(key_url("recover"), {"recover-sheet": "A" * 40, "recover-new": new, "recover-again": new})
    assert bad_sheet.status_code == 422
    recovered = client.post(key_url("recover"), {"recover-sheet": sheet, "recover-new": new, "recover-again": new})
    assert recovered.status_code == 201
    assert rows[0] not in recovered.content.decode()
    assert client.post(key_url("drill"), {"drill-passphrase": PASSPHRASE}).status_code == 422
    assert client.post(key_url("drill"), {"drill-passphrase": new}).status_code == 303
    relocked = client.post(
        key_url("relock"), {"relock-passphrase": new, "relock-new": PASSPHRASE, "relock-again": PASSPHRASE}
    )
    assert relocked.status_code == 201
    assert client.post(key_url("retire"), {"retire-reason": ""}).status_code == 422
    assert client.post(key_url("retire"), {"retire-reason": "퇴직"}).status_code == 303
    assert OfficerKey.objects.get().retired_at is not None
    page = client.get(key_url("detail")).content.decode()
    assert "Retired keys" in page
    assert "퇴직" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Recovery sheet of an officer key", "Taken into the safe by Audit", "http://testserver/tenders/keys/"]),
        ("ko", ["개찰 열쇠 복구 용지", "감사실 금고에 보관", "http://testserver/tenders/keys/"]),
    ],
)
def test_the_sheet_says_on_paper_whose_it_is_and_what_to_do_with_it(client, language, words):
    officer = staff("OC", name="개찰 이서연")
    officer.membership.department = "감사실"
    officer.membership.save(update_fields=["department"])
    sign_in(client, officer)
    client.cookies["django_language"] = language

    made = client.post(key_url("enrol"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE}).content.decode()

    paper = re.search(r'<article class="card keysheet".*?</article>', made, re.DOTALL)[0]
    assert [text for text in [*words, "감사실", officer.name] if text not in paper] == []
    assert OfficerKey.objects.get().fingerprint in paper
    assert "no-print" not in paper


@pytest.mark.parametrize("role", ["PO", "AP", "AD"])
def test_only_members_of_opening_committees_hold_keys(client, role):
    sign_in(client, staff(role))
    assert client.get(key_url("detail")).status_code == 403
    assert client.post(key_url("enrol"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE}).status_code == 403
    assert OfficerKey.objects.count() == 0


def closed() -> factories.Stage:
    stage = factories.closed(seal="keys", prices=PRICES)
    for opener in (*stage.cast.openers, stage.cast.third_opener):
        services.declare_no_conflict(stage.tender, by=opener)
    return stage


def test_two_officers_open_on_two_screens(client):
    stage = closed()
    first, second = stage.cast.openers
    page, confirm = address(stage.tender, "opening-detail"), address(stage.tender, "opening-confirm")
    sign_in(client, first)
    shown = client.get(page).content.decode()
    assert "2 of 3 officers" in shown
    assert "Contribute" in shown
    assert 'value="' + PASSPHRASE not in shown
    assert "(optional)" not in shown

    nothing = client.post(confirm, {})
    assert nothing.status_code == 422
    assert "Type the passphrase of your officer key, or choose the file" in nothing.content.decode()
    wrong = client.post(confirm, {"passphrase": "쇳물은 기다린다 1974"})
    assert wrong.status_code == 422
    assert "does not unlock your key" in wrong.content.decode()
    assert "쇳물은 기다린다" not in wrong.content.decode()
    assert client.post(confirm, {"passphrase": PASSPHRASE}).status_code == 303
    assert "A second member" in client.get(page).content.decode()

    sign_in(client, second)
    shown = client.get(page).content.decode()
    assert "Confirm and open the bids" in shown
    assert first.name in shown
    assert client.post(confirm, {"passphrase": PASSPHRASE}).status_code == 303
    assert Tender.objects.get(pk=stage.tender.pk).state == "opened"
    opened = client.get(page).content.decode()
    assert "Fingerprint of the minutes" in opened
    late = client.post(confirm, {"passphrase": PASSPHRASE})
    assert late.status_code == 409


def test_the_minutes_are_the_file_that_their_fingerprint_was_made_of(client):
    stage = closed()
    minutes = reverse("bidding:opening-minutes", args=[stage.tender.number, "price"])
    sign_in(client, stage.cast.officer)
    assert client.get(minutes).status_code == 404
    factories.open_bids(stage)
    session = OpeningSession.objects.get(tender=stage.tender)

    answer = client.get(minutes)

    assert sha256(answer.content).hexdigest() == session.minutes_sha256
    assert answer["Cache-Control"] == "private, no-store"
    assert minutes in client.get(address(stage.tender, "opening-detail")).content.decode()
    sign_in(client, stage.cast.estimator)
    assert client.get(minutes).status_code == 404
    assert minutes not in client.get(address(stage.tender, "opening-detail")).content.decode()
    sign_in(client, stage.bidders[0])
    assert client.get(minutes).status_code == 404


def test_nobody_outside_the_committee_gets_a_package_and_before_the_deadline_nobody_does(client):
    stage = factories.published(seal="keys", prices=PRICES[:1])
    opener = stage.cast.openers[0]
    services.declare_no_conflict(stage.tender, by=opener)
    package = address(stage.tender, "opening-package")
    sign_in(client, opener)
    assert client.get(package).status_code == 404
    factories.pass_deadline(stage.tender)
    sign_in(client, stage.cast.officer)
    assert client.get(package).status_code == 403
    sign_in(client, stage.bidders[0])
    assert client.get(package).status_code == 404


def test_an_approver_makes_new_keys_and_every_bidder_bids_again(client):
    stage = factories.published(seal="keys", prices=PRICES)
    lost = stage.cast.third_opener
    services.retire_key(queries.key_of(lost), reason="분실", by=lost)
    factories.enrol(lost)
    url = address(stage.tender, "tender-rekey")
    sign_in(client, stage.cast.approver)
    assert "All bids become void" in client.get(url).content.decode()
    early = client.post(url, {"closes_at": "2026-01-01T10:00", "reason": "열쇠 분실"})
    assert early.status_code == 422
    assert "every bidder bids again" in early.content.decode()
    later = (stage.tender.closes_at + timedelta(days=5)).astimezone().strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, {"closes_at": later, "reason": "열쇠 분실"}).status_code == 303

    assert queries.current_bids(stage.tender).count() == 0
    assert {key.epoch for key in queries.current_keys(stage.tender).values()} == {2}
    deliver_due()
    bidder = stage.bidders[0]
    sign_in(client, bidder)
    assert "has to be sealed again" in client.get(reverse("notices:notice-list")).content.decode()
    services.submit_bid(stage.tender, price_won=Decimal(PRICES[0]), key=factories.key(), by=bidder)
    tender = Tender.objects.get(pk=stage.tender.pk)
    services.seal_base_price(
        tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.submit_bid(tender, price_won=Decimal(PRICES[1]), key=factories.key(), by=stage.bidders[1])
    factories.pass_deadline(tender)
    services.close_tender(tender)
    stage.tender = tender
    factories.open_bids(stage)
    assert sorted(Ruling.objects.values_list("price_won", flat=True)) == [PRICES[0], PRICES[1]]
    assert Bid.objects.count() == 5
    for person in (stage.cast.officer, bidder):
        sign_in(client, person)
        assert client.get(url).status_code == 403


def test_an_outage_moves_all_deadlines_that_it_hit_by_the_same_time(client):
    stage, other = factories.published(), factories.published()
    now = db_now()
    for tender, hours in ((stage.tender, 2), (other.tender, 5)):
        factories._while_away(
            "bidding_keep_promises",
            "UPDATE bidding_tender SET opens_at = opens_at - interval '1 day', "
            "closes_at = clock_timestamp() + make_interval(hours => %s) WHERE id = %s",
            [hours, tender.pk],
        )
        tender.refresh_from_db()
    far = factories.published()
    noter = staff("AD")
    sign_in(client, noter)
    sent = {
        "began_at": (now - timedelta(minutes=50)).astimezone().strftime("%Y-%m-%dT%H:%M"),
        "ended_at": (now - timedelta(minutes=5)).astimezone().strftime("%Y-%m-%dT%H:%M"),
        "reason": "회선 장애",
    }
    assert client.post(reverse("bidding:outages"), sent | {"reason": ""}).status_code == 422
    assert client.post(reverse("bidding:outages"), sent | {"ended_at": "2026-01-01T10:00"}).status_code == 422
    assert client.post(reverse("bidding:outages"), sent).status_code == 303
    note = OutageNote.objects.get()
    confirm = reverse("bidding:outage-confirm", args=[note.uid])
    assert Outage.objects.count() == 0  # one person alone moves nothing
    assert client.post(confirm).status_code == 403
    assert confirm not in client.get(reverse("bidding:outages")).content.decode()
    deliver_due()
    sign_in(client, stage.cast.officer)
    assert "An outage waits for a second person" in client.get(reverse("notices:notice-list")).content.decode()
    assert confirm in client.get(reverse("bidding:outages")).content.decode()
    assert client.post(confirm).status_code == 303
    assert client.post(confirm).status_code == 409
    outage = Outage.objects.get()
    assert (outage.noted_by, outage.confirmed_by, outage.note) == (noter, stage.cast.officer, note)

    for tender in (stage.tender, other.tender):
        assert Tender.objects.get(pk=tender.pk).closes_at == tender.closes_at + timedelta(minutes=45)
    assert Tender.objects.get(pk=far.tender.pk).closes_at == far.tender.closes_at
    assert Outage.objects.get().extensions.count() == 2
    assert "회선 장애" in client.get(reverse("bidding:outages")).content.decode()
    sign_in(client, staff("EV"))
    assert client.get(reverse("bidding:outages")).status_code == 200
    assert client.post(reverse("bidding:outages"), sent).status_code == 403
    assert client.post(confirm).status_code == 403


def test_an_outage_that_a_second_person_declines_moves_nothing(client):
    stage, now = factories.published(), db_now()
    times = {"began_at": now - timedelta(hours=2), "ended_at": now - timedelta(hours=1)}
    note = services.note_outage(**times, reason="회선 장애", by=stage.cast.officer)
    colleague = staff("AD")
    sign_in(client, colleague)
    decline = reverse("bidding:outage-decline", args=[note.uid])
    assert client.post(decline, {"reason": ""}).status_code == 422
    assert client.post(decline, {"reason": "장애 기록이 없습니다."}).status_code == 303
    note.refresh_from_db()
    assert (note.decided_by, note.outage, Outage.objects.count()) == (colleague, None, 0)
    with pytest.raises(WrongState):
        services.confirm_outage(note, by=colleague)
    assert "장애 기록이 없습니다." in client.get(reverse("bidding:outages")).content.decode()


def test_an_outage_that_ended_more_than_a_day_ago_is_not_confirmed_any_more(client):
    now = db_now()
    officer, colleague = staff("PO"), staff("AP")
    note = services.note_outage(
        began_at=now - timedelta(hours=23, minutes=59, seconds=59),
        ended_at=now - timedelta(hours=23, minutes=59, seconds=58),
        reason="회선 장애",
        by=officer,
    )
    OutageNote.objects.update(began_at=now - timedelta(hours=26), ended_at=now - timedelta(hours=25))
    with pytest.raises(RuleBroken, match="within the last day"):
        services.confirm_outage(note, by=colleague)
    assert OutageNote.objects.get().decided_at is None


def test_everybody_reads_the_root_of_the_sealed_list_once_it_is_closed(client):
    stage = factories.published(seal="keys", prices=PRICES[:2])
    assert "Root of the sealed list" not in client.get(address(stage.tender)).content.decode()
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    text = client.get(address(stage.tender)).content.decode()
    assert (queries.list_of(stage.tender).root in text, "Root of the sealed list" in text) == (True, True)


def test_an_attachment_lies_encrypted_and_is_read_after_the_opening_by_its_readers_alone(client):
    stage = factories.published(seal="keys", prices=PRICES[:2])
    bidder = supplier()
    upload = SimpleUploadedFile("견적서.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF 12345678901234567")
    ref = services.seal_file(stage.tender, upload, by=bidder)
    content = services.BidContent(price_won=Decimal(90_000_000), files={"": [ref]})
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
    stored = SealedFile.objects.get()
    raw = stored.content.open("rb").read()
    assert b"12345678901234567" not in raw
    assert len(raw) == stored.size == 65_557
    url = address(stage.tender, "bid-file", stored.uid)
    for person in (bidder, stage.cast.officer, stage.cast.evaluator):
        sign_in(client, person)
        assert client.get(url).status_code == 404
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)

    for person in (bidder, stage.cast.officer, stage.cast.evaluator):
        sign_in(client, person)
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.content.endswith(b"12345678901234567")
        assert answer["Content-Disposition"].startswith("attachment")
    for person in (stage.bidders[0], stage.cast.estimator, supplier()):
        sign_in(client, person)
        assert client.get(url).status_code == 404
    name = stored.content.name
    stored.content.storage.delete(name)
    stored.content.storage.save(name, ContentFile(raw[:-1] + b"x"))
    sign_in(client, bidder)
    assert client.get(url).status_code == 409


@pytest.mark.parametrize("address_of_scanner", ["", "127.0.0.1:1"])
def test_an_attachment_is_taken_without_the_scanner_and_handed_out_only_with_its_verdict(
    client, settings, address_of_scanner
):
    settings.CLAMD_ADDRESS = address_of_scanner  # none is configured, or one that is away
    stage, bidder = factories.published(seal="keys", prices=PRICES[:2]), supplier()
    ref = services.seal_file(stage.tender, SimpleUploadedFile("offer.csv", b"no,price\n1,88000000\n"), by=bidder)
    content = services.BidContent(price_won=Decimal(90_000_000), files={"": [ref]})
    services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)

    for person in (stage.cast.officer, bidder):
        sign_in(client, person)
        answer = client.get(address(stage.tender, "bid-file", SealedFile.objects.get().uid))
        assert (answer.status_code, b"88000000" in answer.content) == (
            (409, False) if address_of_scanner else (200, True)
        )
    assert ("The virus scan has not finished" in answer.content.decode()) is bool(address_of_scanner)


def test_the_public_keys_of_receipts_verify_a_receipt(client):
    stage, bidder = factories.published(seal="keys"), supplier()
    bid = services.submit_bid(stage.tender, price_won=Decimal(90_000_000), key=factories.key(), by=bidder)
    told = client.get("/.well-known/twp-keys.json").json()["keys"][0]

    assert told["kid"] == bid.signed_receipt.key_id
    raw = base64.urlsafe_b64decode(told["x"] + "=")
    assert receipts.is_signed(bid.signed_receipt.document, bid.signed_receipt.signature, raw)
    document = json.loads(bid.signed_receipt.document)
    assert document["commitment"] == bid.commitment
    assert "90000000" not in bid.signed_receipt.document
