"""Object storage: settings lead to django-storages, and its client really stores and fetches (a server of our own)."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

ASK = """
import json
from django.conf import settings
print(json.dumps([settings.STORAGES["default"], settings.FILE_MAX_BYTES, settings.CLAMD_ADDRESS]))
"""
MACHINE = {"DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c", "REDIS_URL": "redis://127.0.0.1:1", "EMBEDDED": "off"}


def settings_with(**environment) -> list:
    """What the settings say in a fresh process with ``environment``."""
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**MACHINE, "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings", **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def test_files_lie_on_the_disk_unless_a_bucket_is_named(tmp_path):
    storage, most, scanner = settings_with(VAR_DIR=str(tmp_path))
    assert storage == {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "media")},
    }
    assert (most, scanner) == (50_000_000, "")


def test_a_bucket_is_used_when_it_is_named(tmp_path):
    storage, most, scanner = settings_with(
        VAR_DIR=str(tmp_path),
        S3_BUCKET="together",
        S3_ENDPOINT_URL="http://127.0.0.1:9",
        S3_ADDRESSING_STYLE="path",
        FILE_MAX_MB="10",
        CLAMD_ADDRESS="scanner:3310",
    )
    assert storage["BACKEND"] == "storages.backends.s3.S3Storage"
    assert storage["OPTIONS"]["bucket_name"] == "together"
    assert storage["OPTIONS"]["addressing_style"] == "path"
    assert storage["OPTIONS"]["file_overwrite"] is False
    assert storage["OPTIONS"]["default_acl"] is None
    assert (most, scanner) == (10_000_000, "scanner:3310")


def test_tests_keep_files_in_memory_and_off_the_disk():
    assert settings.STORAGES["default"]["BACKEND"] == f"{InMemoryStorage.__module__}.InMemoryStorage".replace(
        ".memory", ""
    )


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as the portal uses: put, head, get, delete one object."""

    objects: dict[str, bytes] = {}

    def do_PUT(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "aws-chunked":  # size in hex, the piece, and so on to size 0
            whole, rest = b"", data
            while (size := int(rest.partition(b"\r\n")[0].partition(b";")[0], 16)) > 0:
                rest = rest.partition(b"\r\n")[2]
                whole, rest = whole + rest[:size], rest[size + 2 :]
            data = whole
        self.objects[self.path] = data
        self._answer(200, b"")

    def do_GET(self):
        data = self.objects.get(self.path.partition("?")[0])
        self._answer(404 if data is None else 200, data or b"")

    do_HEAD = do_GET

    def do_DELETE(self):
        self.objects.pop(self.path, None)
        self._answer(204, b"")

    def _answer(self, status, data):
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_arguments):
        """Quiet."""


@pytest.fixture
def bucket(monkeypatch):
    """A running bucket and its address."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_bytes_go_to_the_bucket_and_come_back(bucket):
    from storages.backends.s3 import S3Storage

    storage = S3Storage(
        bucket_name="together",
        endpoint_url=bucket,
        access_key="a",
        secret_key="b",
        region_name="kr",
        addressing_style="path",
        default_acl=None,
        file_overwrite=False,
    )

    name = storage.save("files/ab/abcdef", ContentFile(b"bytes of a drawing"))

    assert Bucket.objects == {"/together/files/ab/abcdef": b"bytes of a drawing"}
    with storage.open(name) as stored:
        assert stored.read() == b"bytes of a drawing"
    storage.delete(name)
    assert Bucket.objects == {}
    storage.connection.meta.client.close()
