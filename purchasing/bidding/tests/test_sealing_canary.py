"""Sealed means sealed: the price of each bid, a number of 17 digits written nowhere else, is found nowhere before the
opening. Not in the database's rows nor in its files on the disk, not in mails, logs, uploads or the session; and a
control finds every one of them after it, so that the search itself is proved. Source: security G1, issue 4.
"""

import logging
import secrets
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from portal.outbox.services import deliver_due
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import SealedFile
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

BIDS = 6


def written(number: int) -> list[bytes]:
    """The ways in which an amount could lie about: text, with commas, hexadecimal, bytes of either order, base64."""
    text = str(number)
    return [
        text.encode(),
        f"{number:,}".encode(),
        f"{number:x}".encode(),
        number.to_bytes(8, "big"),
        number.to_bytes(8, "little"),
        text.encode("utf-16-le"),
        text[::-1].encode(),
    ]


def rows() -> bytes:
    """Every row of every table as PostgreSQL writes it, bytes unfolded."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 our tables
            for row in cursor.fetchall():
                found += [
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for value in row
                ]
        cursor.execute("SELECT * FROM portal_cache")
        found += [str(row).encode() for row in cursor.fetchall()]
    return b"\n".join(found)


def disk() -> bytes:
    """The data directory of the server that the tests have started: tables, indexes and the write-ahead log."""
    marks = [mark for mark in settings.VAR_DIR.rglob("PG_VERSION") if (mark.parent / "pg_wal").is_dir()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        oid = str(cursor.fetchone()[0])
    found = []
    for folder in {mark.parent for mark in marks}:
        places = [place for place in (folder / "base" / oid, folder / "pg_wal") if place.is_dir()]
        files = [file for place in places for file in place.iterdir()]
        newest = sorted((file for file in files if file.is_file()), key=lambda file: file.stat().st_mtime)[-60:]
        found += [file.read_bytes() for file in newest]
    return b"".join(found)


def leftovers(before: set[Path]) -> bytes:
    """Temporary files that appeared since."""
    new = {file for file in Path(tempfile.gettempdir()).iterdir() if file.is_file()} - before
    return b"".join(file.read_bytes() for file in new)


@pytest.mark.django_db(transaction=True)
def test_no_price_is_found_anywhere_before_the_opening_and_each_one_is_after_it(client, caplog):
    caplog.set_level(logging.DEBUG)
    before = {file for file in Path(tempfile.gettempdir()).iterdir() if file.is_file()}
    # 15 digits are the most that a price has; with two before them in the note the search is for 17
    stage = factories.published(seal="keys", base_won=Decimal(400_000_000_000_000))
    prices = [300_000_000_000_000 + secrets.randbelow(10**14) for _bid in range(BIDS)]
    notes = [10**16 + secrets.randbelow(9 * 10**16) for _bid in range(BIDS)]
    for price, note in zip(prices, notes, strict=True):
        bidder = supplier()
        stage.bidders.append(bidder)
        sign_in(client, bidder)
        typed = {"total_won": str(price), "vat": "without", "note": str(note), "lead_days": "30"}
        url = address(stage.tender, "bid-submit")
        for bad in ({"total_won": f"{price}.5"}, {"lead_days": "x"}, {"step": "figures"}, {"step": "edit"}):
            assert client.post(url, typed | bad).status_code in (200, 422)
        assert client.post(url, typed).status_code in (200, 422)
        ref = services.seal_file(
            stage.tender, SimpleUploadedFile("offer.csv", f"price\n{note}\n{price}\n".encode()), by=bidder
        )
        content = services.BidContent(
            price_won=Decimal(price), note=str(note), lead_days=30, files={"": [ref]}, answers={"1": str(note)}
        )
        services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
        client.post(url, typed | {"step": "seal", "key": factories.key()})
        client.get(reverse("bidding:bid-list"))
    deliver_due()

    def everywhere() -> bytes:
        files = b"".join(each.content.open("rb").read() for each in SealedFile.objects.all())
        mails = b"".join(each.message().as_bytes() for each in mail.outbox)
        return b"\n".join([rows(), disk(), leftovers(before), files, mails, caplog.text.encode()])

    lying_about = everywhere()
    found = [
        number
        for number in (*prices, *notes, 400_000_000_000_000)
        if any(w in lying_about for w in written(number)[:6])
    ]
    assert found == []

    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)
    opened = rows()
    assert [number for number in (*prices, *notes) if str(number).encode() not in opened] == []


def test_the_search_would_find_an_amount_in_each_form():
    number = 12_345_678_901_234_567
    for form in written(number):
        assert any(form in b"xx" + other + b"yy" for other in written(number))
