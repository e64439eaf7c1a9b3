"""Large uploads wait on the disk encrypted."""

import secrets

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import RequestFactory

from portal.uploads import VeiledFile, VeiledUploadHandler


def test_a_veiled_file_reads_back_from_anywhere_and_shows_nothing_on_the_disk():
    content = b"price 12345678901234567 " + secrets.token_bytes(200_000)
    veiled = VeiledFile()
    for start in range(0, len(content), 7_777):
        veiled.write(content[start : start + 7_777])

    on_disk = veiled._file
    on_disk.seek(0)
    stored = on_disk.read()
    assert (len(stored), veiled.size) == (len(content), len(content))
    assert b"12345678901234567" not in stored
    assert veiled.seek(0) == 0
    assert veiled.read() == content
    for place, size in [(1, 10), (63, 2), (64, 64), (100_001, 5), (len(content) - 3, 50)]:
        veiled.seek(place)
        assert veiled.read(size) == content[place : place + size]
        assert veiled.tell() == min(place + size, len(content))
    assert veiled.seek(-4, 2) == len(content) - 4
    veiled.close()
    assert veiled.closed


def test_a_request_with_a_large_file_gives_it_to_the_form_whole():
    content = b"%PDF-1.4 " + secrets.token_bytes(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
    request = RequestFactory().post("/", {"paper": SimpleUploadedFile("offer.pdf", content)})
    request.upload_handlers = [MemoryFileUploadHandler(request), VeiledUploadHandler(request)]
    upload = request.FILES["paper"]

    assert isinstance(upload.file, VeiledFile)
    assert (upload.name, upload.size) == ("offer.pdf", len(content))
    assert b"".join(upload.chunks()) == content


def test_it_is_the_handler_of_the_portal():
    assert settings.FILE_UPLOAD_HANDLERS[-1] == "portal.uploads.VeiledUploadHandler"
