"""Large uploads wait on the disk encrypted; what a form says of their size is what holds."""

import re
import secrets
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import RequestFactory
from django.utils.module_loading import import_string
from django.utils.translation import override

from portal.home.views import bad_request
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


PROMISED = re.compile(r"\b\d+ MB\b")
OWN_LIMITS = {  # of what is no stored file
    "portal/passport/forms/passports.py": {"100 MB"},
    "sharedgrowth/innovilt/forms/register.py": {"5 MB"},
}


def test_no_text_promises_a_size_of_its_own():
    pages = [*Path(settings.BASE_DIR, "templates").rglob("*.html"), Path(settings.BASE_DIR, "portal/home/gallery.py")]
    for floor in ("portal", "catalog", "purchasing", "sharedgrowth"):
        pages += [path for path in Path(settings.BASE_DIR, floor).rglob("*.py") if "forms" in str(path)]
    told = {
        str(path.relative_to(settings.BASE_DIR)): found
        for path in pages
        if "tests" not in path.parts and (found := set(PROMISED.findall(path.read_text())))
    }
    assert told == OWN_LIMITS


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("catalog.forms.product.FileForm", "upload"),
        ("catalog.forms.mine.PicturesForm", "upload"),
        ("catalog.forms.eco.ClaimForm", "evidence"),
        ("purchasing.bidding.forms.site_visits.VisitReportForm", "evidence"),
        ("purchasing.bidding.forms.tco.MeasurementForm", "protocol"),
        ("portal.home.gallery.SampleForm", "sheet"),
    ],
)
def test_what_a_field_says_of_size_is_the_setting(settings, form, name):
    settings.FILE_MAX_BYTES = 7_000_000
    assert " 7 MB" in str(import_string(form).base_fields[name].help_text)


@pytest.mark.django_db
def test_a_request_that_could_not_be_read_names_the_size_that_holds(settings, rf):
    settings.FILE_MAX_BYTES = 7_000_000
    request = rf.get("/")
    request.user = AnonymousUser()
    with override("en"):
        assert "under 7 MB" in bad_request(request).content.decode()
