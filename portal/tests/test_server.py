"""What the real web server answers to requests that are none, or too large: a problem, never HTML; that it beats."""

import json
import socket
import time
from contextlib import suppress
from http.client import HTTPResponse

from portal.clock import db_now
from portal.hardening import MOST_HEADER, MOST_HEADERS
from portal.outbox.models import JobRun
from portal.tests.serving import serving
from purchasing.bidding.services import web_serves
from purchasing.bidding.services.outages import HEART

HOST = b"Host: 127.0.0.1\r\n"
LINE = b"GET /api/v1/time HTTP/1.1\r\n"
LANGUAGE = b"Accept-Language: en\r\n"
ENDED = b"Connection: close\r\n\r\n"


def many(count: int) -> bytes:
    return b"".join(b"X-Header-%d: 1\r\n" % number for number in range(count))


CASES = {  # what is sent, status, code, place
    "a line too long for the portal": (
        b"GET /api/v1/time?first=1&second=" + b"x" * 5000 + b" HTTP/1.1\r\n" + HOST + ENDED,
        (414, "uri_too_long", {"parameter": "second"}),
    ),
    "a line too long for the server": (
        b"GET /api/v1/time?first=1&second=" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + ENDED,
        (414, "uri_too_long", {"parameter": "second"}),
    ),
    "a line far too long": (
        b"GET /api/v1/time?q=" + b"x" * 200_000 + b" HTTP/1.1\r\n" + HOST + ENDED,
        (414, "uri_too_long", {"parameter": "q"}),
    ),
    "a path too long for the server": (
        b"GET /api/v1/" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + ENDED,
        (414, "uri_too_long", None),
    ),
    "a header too large for the portal": (
        LINE + HOST + b"X-Large: " + b"x" * (MOST_HEADER + 1) + b"\r\n" + ENDED,
        (431, "header_fields_too_large", {"header": "X-Large"}),
    ),
    "a header too large for the server": (
        LINE + HOST + b"X-Large: " + b"x" * 40_000 + b"\r\n" + ENDED,
        (431, "header_fields_too_large", {"header": "X-Large"}),
    ),
    "headers too many for the portal": (
        LINE + HOST + many(MOST_HEADERS + 5) + ENDED,
        (431, "header_fields_too_large", {"header": "X-Header-99"}),
    ),
    "a header that does not end": (
        LINE + HOST + b"X-Large: " + b"x" * 3_000_000,
        (431, "header_fields_too_large", {"header": "X-Large"}),
    ),
    "headers too many for the server": (
        LINE + HOST + many(500) + ENDED,
        (431, "header_fields_too_large", {"header": "X-Header-119"}),
    ),
    "no HTTP": (b"hello\r\n\r\n", (400, "bad_request", None)),
    "another HTTP": (b"GET /api/v1/time HTTP/7.1\r\n" + HOST + ENDED, (400, "bad_request", None)),
    "a method in small letters with signs": (
        b"g(t /api/v1/time HTTP/1.1\r\n" + HOST + ENDED,
        (400, "bad_request", None),
    ),
    "a name that is none": (LINE + HOST + b"a b: 1\r\n" + ENDED, (400, "bad_request", {"header": "a b"})),
    "a length that is none": (
        b"POST /api/v1/time HTTP/1.1\r\n" + HOST + b"Content-Length: x\r\n" + ENDED,
        (400, "bad_request", {"header": "Content-Length"}),
    ),
    "an unknown coding": (
        b"POST /api/v1/time HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: odd\r\n" + ENDED,
        (400, "bad_request", {"header": "Transfer-Encoding"}),
    ),
    "an unknown expectation": (
        LINE + HOST + b"Expect: wonders\r\n" + ENDED,
        (400, "bad_request", {"header": "Expect"}),
    ),
    "a header on two lines": (LINE + HOST + b"X-Two: 1\r\n 2\r\n" + ENDED, (400, "bad_request", {"header": "X-Two"})),
    "a header with a zero byte": (
        LINE + HOST + b"X-Zero: a\0b\r\n" + ENDED,
        (400, "bad_request", {"header": "X-Zero"}),
    ),
    "bare line feeds": (b"GET /api/v1/time HTTP/1.1\r\nX-A: 1\n\n", (400, "bad_request", None)),
    "a body in chunks": (
        b"POST /api/v1/oauth/token/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"2\r\n{}\r\n0\r\n\r\n",
        (400, "bad_request", {"header": "Transfer-Encoding"}),
    ),
    "another's name": (LINE + b"Host: evil.example\r\n" + ENDED, (400, "bad_request", {"header": "Host"})),
}


def answer_to(port: int, sent: bytes) -> tuple[int, str, bytes]:
    """Status, type and body of what comes back on a connection of its own."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as talk:
        with suppress(OSError):  # it answers before all was sent, and does not read the rest
            talk.sendall(sent)
        answer = HTTPResponse(talk)
        answer.begin()
        return answer.status, answer.headers["Content-Type"], answer.read()


def test_no_request_is_answered_in_html(transactional_db):
    wrong = {}
    with serving(workers=1) as port:
        for what, (sent, (status, code, place)) in CASES.items():
            told, kind, body = answer_to(port, sent)
            problem = json.loads(body) if kind == "application/problem+json" else {}
            faults = [
                {key: name for key, name in each.items() if key != "detail"} for each in problem.get("errors", [])
            ]
            found = told, problem.get("code"), faults[0] if faults else None
            if found != (status, code, place) or problem.get("status") != status or not problem.get("detail"):
                wrong[what] = found, body[:200]
    assert wrong == {}


def test_a_server_that_nobody_asks_shows_that_it_serves(transactional_db):
    """Else a quiet night would look like an outage, and move deadlines. Decision 26."""
    with serving(workers=1):
        until = time.monotonic() + 60
        while not JobRun.objects.filter(name=HEART).exists() and time.monotonic() < until:
            time.sleep(0.2)
        assert web_serves(db_now())
        assert JobRun.objects.filter(name=HEART).exists()
