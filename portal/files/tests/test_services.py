"""Storing, publishing, discarding, and the virus scan against a server that speaks clamd's protocol."""

import hashlib
import os
import socketserver
import struct
import threading
import time

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from portal.audit.queries import timeline_of
from portal.errors import NotAllowed, RuleBroken
from portal.files import services
from portal.files.models import File
from portal.files.services import clamd
from portal.files.states import DOCUMENTS, PICTURES, ScanState
from portal.files.tests.conftest import stored_paths
from portal.files.tests.factories import FileFactory, pdf_bytes, picture_bytes, upload
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, staff, supplier

pytestmark = pytest.mark.django_db


def test_an_upload_is_stored_under_a_random_name_with_its_fingerprint(media):
    user = supplier("SU")

    file = services.store_upload(upload("펌프 도면.pdf", pdf_bytes()), company=user.company, by=user)

    file.refresh_from_db()
    assert (file.name, file.kind, file.content_type, file.size) == (
        "펌프 도면.pdf",
        "pdf",
        "application/pdf",
        len(pdf_bytes()),
    )
    assert file.sha256 == hashlib.sha256(pdf_bytes()).hexdigest()
    assert (file.uploaded_by, file.company, file.public, file.scan) == (user, user.company, False, "unscanned")
    (path,) = stored_paths(media)
    assert path.read_bytes() == pdf_bytes()
    assert "도면" not in str(path)
    assert path.suffix == ""
    assert list(Event.objects.values_list("name", "payload")) == [("files.file_stored", {"file": file.pk})]


def test_a_picture_is_stored_with_two_small_copies(media):
    file = FileFactory("사진.jpeg", picture_bytes("JPEG", (1_200, 600)))

    assert (file.kind, file.width, file.height) == ("jpg", 1_200, 600)
    starts = {field.name: (media / field.name).read_bytes() for field in (file.content, file.thumbnail, file.preview)}
    assert sorted(stored_paths(media)) == sorted(media / name for name in starts)
    assert starts[file.content.name].startswith(b"\xff\xd8\xff")
    assert starts[file.thumbnail.name][8:12] == starts[file.preview.name][8:12] == b"WEBP"


def test_demo_and_imports_store_without_a_person():
    file = services.store_upload(ContentFile(pdf_bytes(), name="규격.pdf"), company=None, by=None, public=True)

    assert (file.public, file.company, file.uploaded_by) == (True, None, None)


@pytest.mark.parametrize(
    ("name", "data", "kinds", "words"),
    [
        ("run.exe", b"MZ", DOCUMENTS, "run.exe: This kind of file is not taken here. Send PDF, XLSX"),
        ("plan.pdf", pdf_bytes(), PICTURES, "plan.pdf: This kind of file is not taken here. Send JPG, PNG."),
        ("plan.pdf", b"", DOCUMENTS, "plan.pdf: It is empty"),
        ("사진.png", pdf_bytes(), PICTURES, "사진.png: The content is not PNG"),
        ("\u202efdp.exe.pdf", pdf_bytes(), DOCUMENTS, "fdp.exe.pdf: The file name contains hidden direction marks"),
        ("a.pdf", pdf_bytes() + bytes(50_000_000), DOCUMENTS, "a.pdf: It has 51 MB; at most 50 MB are taken"),
    ],
)
def test_a_refused_upload_leaves_nothing_and_is_named(media, name, data, kinds, words):
    user = supplier("SU")

    with pytest.raises(RuleBroken) as refusal:
        services.store_upload(upload(name, data), company=user.company, by=user, kinds=kinds)

    assert str(refusal.value).startswith(words)
    assert stored_paths(media) == []
    assert not File.objects.exists()


def test_a_company_has_only_so_much_room(settings, media):
    user = supplier("SU")
    settings.COMPANY_MAX_BYTES = 500
    FileFactory(company=user.company)
    FileFactory(company=CompanyFactory())  # somebody else's files do not count
    FileFactory(company=user.company)

    with pytest.raises(RuleBroken, match="used its room"):
        services.store_upload(upload("a.pdf", pdf_bytes()), company=user.company, by=user)

    assert len(stored_paths(media)) == 3


def test_a_company_has_only_so_many_files(settings):
    company = CompanyFactory()
    settings.COMPANY_MAX_FILES = 1
    FileFactory(company=company)
    with pytest.raises(RuleBroken, match="1 files"):
        FileFactory(company=company)


def test_nobody_stores_for_another_company():
    with pytest.raises(NotAllowed):
        services.store_upload(upload("a.pdf", pdf_bytes()), company=CompanyFactory(), by=supplier("SU"))
    with pytest.raises(NotAllowed):
        services.store_upload(upload("a.pdf", pdf_bytes()), company=None, by=supplier("SU"))
    assert services.store_upload(upload("a.pdf", pdf_bytes()), company=CompanyFactory(), by=staff("PO"))


def test_a_failed_row_takes_its_bytes_along(media, monkeypatch):
    def fail(*_arguments, **_options):
        raise IntegrityError

    monkeypatch.setattr(File, "save", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileFactory("a.png")
    assert stored_paths(media) == []


def test_publishing_and_withdrawing_are_recorded_once():
    officer, file = staff("PO"), FileFactory(company=CompanyFactory())

    services.publish_file(file, by=officer)
    services.publish_file(file, by=officer)
    services.withdraw_file(file, by=officer)

    assert [entry.what for entry in timeline_of(file).order_by("pk")] == [
        "files.file.published",
        "files.file.withdrawn",
    ]
    file.refresh_from_db()
    assert file.public is False


def test_a_discarded_file_leaves_no_bytes(media, django_capture_on_commit_callbacks):
    user = supplier("SU")
    file = FileFactory("a.png", company=user.company)

    with django_capture_on_commit_callbacks(execute=True):
        services.discard_file(file, by=user)

    assert not File.objects.exists()
    assert stored_paths(media) == []


def test_a_file_in_use_cannot_be_discarded(media):
    user = supplier("SU")
    file = FileFactory(company=user.company)
    user.company.registration_document = file
    user.company.save()

    with pytest.raises(RuleBroken, match="still in use"):
        services.discard_file(file, by=user)

    assert len(stored_paths(media)) == 1


def test_bytes_that_no_file_names_are_removed_after_a_day(media, monkeypatch):
    kept = FileFactory("a.png")
    lost, fresh = FileFactory("b.pdf"), FileFactory("c.pdf")
    File.objects.filter(pk__in=[lost.pk, fresh.pk]).delete()  # as a transaction does that is taken back
    (media / "note.txt").write_text("not ours")
    for path in stored_paths(media):
        if path.name not in fresh.content.name:
            os.utime(path, (time.time() - 2 * 86_400,) * 2)

    assert services.remove_orphans() == 1
    assert services.remove_orphans() == 0  # once a day

    assert not (media / lost.content.name).exists()
    names = {str(path.relative_to(media)) for path in stored_paths(media)}
    assert names == {kept.content.name, kept.thumbnail.name, kept.preview.name, fresh.content.name, "note.txt"}


# The virus scan ------------------------------------------------------------------------------------------------------
class Clamd(socketserver.ThreadingTCPServer):
    """A server that speaks clamd's INSTREAM and knows one virus."""

    daemon_threads = allow_reuse_address = True
    VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ClamdSession)
        self.received: list[bytes] = []
        self.answer = ""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class ClamdSession(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.server.received.append(data)
        found = "Eicar-Test-Signature FOUND" if Clamd.VIRUS in data else "OK"
        self.wfile.write((self.server.answer or f"stream: {found}").encode() + b"\0")


@pytest.fixture
def scanner(settings):
    """The configured virus scanner."""
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        settings.CLAMD_ADDRESS = server.address
        yield server
        server.shutdown()
        thread.join()


def test_without_a_scanner_a_file_stays_unscanned():
    file = FileFactory()
    deliver_due()
    file.refresh_from_db()
    assert (file.scan, file.scanned_at) == (ScanState.UNSCANNED, None)


def test_a_stored_file_is_scanned_by_the_outbox(scanner):
    file = FileFactory()

    deliver_due()
    deliver_due()

    file.refresh_from_db()
    assert file.scan == ScanState.CLEAN
    assert file.scanned_at is not None
    assert scanner.received == [pdf_bytes()]


def test_an_infected_file_is_blocked_and_its_sender_is_told(scanner, mailoutbox):
    user, administrator = supplier("SU"), None
    administrator = supplier("SA", company=user.company)
    file = FileFactory("견적.pdf", pdf_bytes(b"4 0 obj (" + Clamd.VIRUS + b") endobj"), company=user.company, by=user)

    while deliver_due():
        continue

    file.refresh_from_db()
    assert file.scan == ScanState.INFECTED
    assert timeline_of(file).get().reason == "Eicar-Test-Signature"
    assert set(Notice.objects.values_list("user", "kind")) == {
        (user.pk, "files.file_blocked"),
        (administrator.pk, "files.file_blocked"),
    }
    assert {message.subject for message in mailoutbox} == {"[Together] The virus scan blocked a file: 견적.pdf"}


def test_a_scanner_that_is_away_is_asked_again(settings, scanner):
    here, settings.CLAMD_ADDRESS = settings.CLAMD_ADDRESS, "127.0.0.1:1"
    file = FileFactory()
    deliver_due()
    event = Event.objects.get()
    assert (event.attempts, event.delivered_at) == (1, None)
    assert "ScannerAway" in event.last_error
    assert services.scan_waiting_files() == 0

    settings.CLAMD_ADDRESS = here
    assert services.scan_waiting_files() == 1

    file.refresh_from_db()
    assert file.scan == ScanState.CLEAN


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "nonsense", "\0"])
def test_an_answer_that_is_no_verdict_leaves_the_file_unscanned(scanner, answer):
    scanner.answer = answer
    file = FileFactory()
    with pytest.raises(clamd.ScanFailed):
        services.scan_file(file)
    assert services.scan_waiting_files() == 0
    file.refresh_from_db()
    assert file.scan == ScanState.UNSCANNED


def test_the_sweep_scans_what_waits(scanner):
    files = [FileFactory(), FileFactory("a.png")]
    assert services.scan_waiting_files(limit=1) == 1
    assert services.scan_waiting_files() == 1
    assert services.scan_waiting_files() == 0
    assert set(File.objects.values_list("scan", flat=True)) == {"clean"}
    assert len(files) == len(scanner.received)
