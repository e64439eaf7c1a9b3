"""The only way to a stored file: who gets it, and how it is sent."""

import uuid

import pytest
from django.urls import reverse

from portal.clock import db_now
from portal.files.models import File
from portal.files.registry import readers
from portal.files.states import ScanState
from portal.files.tests.factories import FileFactory, pdf_bytes
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    """What was streamed; reading it to the end closes the file."""
    return b"".join(response.streaming_content)


def get(client, url, **extra):
    """GET, read to the end."""
    response = client.get(url, **extra)
    if response.streaming:
        body(response)
    return response


@pytest.fixture(autouse=True)
def english_reader(client):
    """The language of the browser."""
    client.cookies["django_language"] = "en"


@pytest.fixture
def owner():
    """Somebody of the company that the file belongs to."""
    return supplier("SU")


@pytest.fixture
def reader_entry():
    """Enter a reader for one test."""
    yield lambda reader: readers.register("test.reader")(reader)
    readers._entries.pop("test.reader", None)


def test_a_private_file_goes_to_its_company_as_a_download(client, owner):
    file = FileFactory("펌프 도면.pdf", company=owner.company)

    response = sign_in(client, owner).get(file.url)

    assert response.status_code == 200
    assert body(response) == pdf_bytes()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(pdf_bytes()))
    assert response["Content-Disposition"] == (
        "attachment; filename=\"__ __.pdf\"; filename*=UTF-8''%ED%8E%8C%ED%94%84%20%EB%8F%84%EB%A9%B4.pdf"
    )
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_name_in_the_address_changes_nothing(client, owner):
    file = FileFactory("도면.pdf", company=owner.company)
    response = get(sign_in(client, owner), reverse("files:file-download", args=[file.uid, "run.exe"]))
    assert "run.exe" not in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 404), ("rival", 404), ("officer", 404), ("administrator", 404), ("auditor", 200), ("colleague", 200)],
)
def test_who_gets_a_private_file(client, owner, who, status):
    file = FileFactory(company=owner.company)
    people = {
        "rival": lambda: supplier("SA", "SU"),
        "officer": lambda: staff("PO"),
        "administrator": lambda: staff("AD"),
        "auditor": lambda: staff("AU"),
        "colleague": lambda: supplier("SF", company=owner.company),
    }
    if who in people:
        sign_in(client, people[who]())

    assert get(client, file.url).status_code == status


def test_a_file_that_is_not_there_answers_like_one_that_may_not_be_read(client, owner):
    nowhere = reverse("files:file-download", args=[uuid.uuid4(), "a.pdf"])
    hidden = FileFactory(company=CompanyFactory()).url
    sign_in(client, owner)
    assert client.get(nowhere).status_code == client.get(hidden).status_code == 404


def test_an_app_can_let_readers_in(client, owner, reader_entry):
    file = FileFactory(company=owner.company)
    officer = staff("PO")
    reader_entry(lambda user, thing: True if user.has_role("PO") and thing == file else None)
    other = FileFactory(company=owner.company)
    sign_in(client, officer)

    assert get(client, file.url).status_code == 200
    assert get(client, other.url).status_code == 404


def test_an_app_can_shut_out_even_the_own_company(client, owner, reader_entry):
    file = FileFactory(company=owner.company)
    reader_entry(lambda user, thing: False)
    assert get(sign_in(client, owner), file.url).status_code == 404
    file.public = True
    file.save()
    assert get(client, file.url).status_code == 200


def test_a_public_picture_is_shown_to_everybody_and_kept_by_browsers(client):
    file = FileFactory("사진.png", company=CompanyFactory(), public=True)

    response = get(client, file.url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("inline;")
    assert response["Cache-Control"] == "public, max-age=2592000, immutable"
    again = client.get(file.url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_public_document_is_a_download_that_is_asked_for_each_time(client):
    response = get(client, FileFactory(company=CompanyFactory(), public=True).url)
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Cache-Control"] == "public, no-cache"


def test_small_copies_of_a_picture(client):
    file = FileFactory("사진.png", company=CompanyFactory(), public=True)
    etags = set()
    for url in (file.url, file.thumbnail_url, file.preview_url):
        response = get(client, url)
        assert response.status_code == 200
        etags.add(response["ETag"])
    assert response["Content-Type"] == "image/webp"
    assert len(etags) == 3
    for size in ("content", "original", "scan"):
        assert client.get(f"/files/{file.uid}/small/{size}.webp").status_code == 404


def test_a_document_has_no_small_copies(client):
    file = FileFactory(public=True)
    assert (file.thumbnail_url, file.preview_url) == ("", "")
    assert client.get(reverse("files:file-thumbnail", args=[file.uid, "thumbnail"])).status_code == 404


def test_before_its_scan_nobody_gets_a_file_when_there_is_a_scanner(client, owner, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    private, shown = FileFactory(company=owner.company), FileFactory("a.png", public=True)
    assert client.get(shown.thumbnail_url).status_code == 409
    sign_in(client, owner)

    response = client.get(private.url)

    assert response.status_code == 409
    assert "has not finished" in response.content.decode()


def test_a_blocked_file_is_never_sent(client, owner):
    file = FileFactory(company=owner.company)
    File.objects.update(scan=ScanState.INFECTED, scanned_at=db_now())
    assert client.get(file.url).status_code == 404

    response = sign_in(client, owner).get(file.url)

    assert response.status_code == 403
    assert "blocked this file" in response.content.decode()


def test_the_web_server_in_front_may_send_the_bytes(client, owner, settings):
    settings.X_ACCEL_PREFIX = "/media-internal/"
    file = FileFactory(company=owner.company)

    response = sign_in(client, owner).get(file.url)

    assert response.content == b""
    assert response["X-Accel-Redirect"] == f"/media-internal/{file.content.name}"
    assert response["Content-Type"] == "application/pdf"


def test_nothing_is_changed_through_this_door(client, owner):
    file = FileFactory(company=owner.company)
    assert sign_in(client, owner).post(file.url).status_code == 405


def test_sending_a_file_costs_a_constant_number_of_queries(client, owner, django_assert_num_queries):
    file = FileFactory(company=owner.company)
    sign_in(client, owner)
    with django_assert_num_queries(37):  # session, user with company, file; then each kind that lends its files
        get(client, file.url)
