"""The web server's workers: what cannot be read as a request at all is answered as a problem too, never in HTML.

Such a request reaches no middleware: its line or its headers are too long for the server, or it is no HTTP.
"""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import override
from gunicorn.workers.gthread import ThreadWorker

from portal.api.problems import CONTENT_TYPE, OF_STATUS, document


class Worker(ThreadWorker):
    """Gunicorn's own threads, with answers of ours where it finds a fault itself."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Gunicorn judges and writes its log; what it would send as HTML goes out as a problem."""
        super().handle_error(req, _Answering(client, req, exc), addr, exc)


class _Answering:
    """The connection, to which an answer in HTML is sent as a problem of the same status."""

    def __init__(self, client: Any, req: Any, exc: Exception):
        self._client, self._req, self._exc = client, req, exc

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, data: bytes) -> None:
        """``data`` is Gunicorn's whole answer; what counts of it is its status."""
        self._client.sendall(answer_of(int(data.split(b" ", 2)[1]), self._req, self._exc))


def answer_of(status: int, req: Any, exc: Exception) -> bytes:
    """A whole answer. In the portal's first language: which one the reader has is not known here.

    >>> print(answer_of(431, None, ValueError("x")).decode().splitlines()[0])
    HTTP/1.1 431 Request Header Fields Too Large
    """
    if status not in OF_STATUS:  # transfer codings and expectations that we do not know
        status = 400
    asked = HttpRequest()
    asked.path = getattr(req, "path", None) or ""
    asked.request_id = str(uuid.uuid4())  # type: ignore[attr-defined]
    with override(settings.LANGUAGE_CODE):
        told = document(asked, status)
    header = getattr(exc, "hdr", None)
    if status == 400 and isinstance(header, str) and header.isascii() and header.isprintable():
        told["errors"] = [{"header": header.partition(":")[0][:100], "detail": told["detail"]}]
    body = json.dumps(told, ensure_ascii=False).encode()
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {CONTENT_TYPE}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"X-Request-ID: {asked.request_id}",  # type: ignore[attr-defined]
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
