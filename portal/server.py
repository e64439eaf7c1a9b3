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
from gunicorn.http.errors import (
    ExpectationFailed,
    InvalidHeader,
    InvalidHeaderName,
    InvalidSchemeHeaders,
    LimitRequestHeaders,
    LimitRequestLine,
    ObsoleteFolding,
    UnsupportedTransferCoding,
)
from gunicorn.http.message import TOKEN_RE, Request
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from portal.api.problems import CONTENT_TYPE, OF_STATUS, document
from portal.hardening import longest_parameter

HEADER_OF = {  # faults that have one place only
    UnsupportedTransferCoding: "Transfer-Encoding",
    ExpectationFailed: "Expect",
    InvalidSchemeHeaders: "X-Forwarded-Proto",
}
TOO_LARGE = (LimitRequestLine, LimitRequestHeaders)


class Reader(Request):
    """Gunicorn's own reader of a request's head. It remembers what it read, so that what is too large has a name."""

    _head: bytes | bytearray = b""

    def read_into(self, unreader: Any, buf: bytearray, stop: bool = False) -> None:
        """``buf`` is the whole head first, and what follows its first line later."""
        super().read_into(unreader, buf, stop)
        self._head = buf

    def parse(self, unreader: Any) -> Any:
        """A limit that is passed says where."""
        try:
            return super().parse(unreader)
        except TOO_LARGE as found:
            lines = bytes(self._head).decode("latin-1").split("\r\n")
            if isinstance(found, LimitRequestLine):
                place = {"parameter": longest_parameter(lines[0].partition("?")[2].split(" ")[0])}
            else:
                place = {"header": self._too_large(lines)}
            found.place = {kind: name for kind, name in place.items() if name}
            raise

    def _too_large(self, lines: list[str]) -> str:
        """The first header beyond the size, else the first beyond the number, else the longest."""
        told = [(line.partition(":")[0], len(line) + 2) for line in lines]
        headers = [(name.title()[:100], size) for name, size in told if TOKEN_RE.fullmatch(name)]
        for name, size in headers:
            if size > self.limit_request_field_size:
                return name
        beyond = [name for name, _size in headers[self.limit_request_fields :]]
        return beyond[0] if beyond else max(headers, key=lambda header: header[1], default=("", 0))[0]


class Worker(ThreadWorker):
    """Gunicorn's own threads, with answers of ours where it finds a fault itself."""

    def init_process(self) -> None:
        """Each request of this process is read by our reader. Decision 0058."""
        RequestParser.mesg_class = Reader
        super().init_process()

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
    if place := place_of(exc):
        told["errors"] = [place | {"detail": told["detail"]}]
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


def place_of(exc: Exception) -> dict[str, str]:
    """Which header or parameter it is about; nothing where it is the line of the request itself, or no HTTP.

    >>> place_of(UnsupportedTransferCoding("odd")), place_of(InvalidHeader("bare LF as line terminator"))
    ({'header': 'Transfer-Encoding'}, {})
    """
    if isinstance(exc, TOO_LARGE):
        return getattr(exc, "place", {})
    if name := HEADER_OF.get(type(exc)):
        return {"header": name}
    if isinstance(exc, InvalidHeader | InvalidHeaderName | ObsoleteFolding):
        name = str(exc.hdr).partition(":")[0][:100]
        if TOKEN_RE.fullmatch(name):
            return {"header": name.title()}
        if isinstance(exc, InvalidHeaderName) and name.isascii() and name.isprintable():
            return {"header": name}
    return {}
