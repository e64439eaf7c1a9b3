"""DO: call an address outside, guarded: the one place of the portal that calls where a partner says.

The name is looked up once, each address it leads to is judged, and the connection goes to a judged address and no other
(so a name that changes between the two looks leads nowhere); TLS is checked against the name. No redirect is followed,
no proxy is asked, the whole call has one time limit, no more than 64 KB of an answer are read. Source: security T29.
"""

import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from portal.transactions import out_of_hand
from portal.webhooks import rules
from portal.webhooks.rules import Target
from portal.webhooks.states import Outcome

log = logging.getLogger(__name__)
CALL_SECONDS = 15
LOOKUP_SECONDS = 5
REST_SECONDS = 1  # for what follows the head of an answer
MOST_BYTES = 65_536
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: [^\r\n]*)?")


class Failed(Exception):
    """The call came to nothing; ``outcome`` says how."""

    def __init__(self, outcome: Outcome):
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a call."""

    outcome: Outcome
    status: int | None = None
    took_ms: int = 0
    size: int | None = None
    address: str | None = None
    asked: int = 0  # the seconds of Retry-After


def target_of(url: str) -> Target:
    """``url`` taken apart by this portal's settings, or WrongAddress."""
    return rules.target_of(url, ports=settings.WEBHOOK_PORTS, local=settings.WEBHOOK_LOCAL_RECEIVERS)


def lookup(host: str, port: int, *, seconds: float = LOOKUP_SECONDS) -> list[str]:
    """The addresses that the system finds for ``host``, [] when there are none or it takes too long."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as trouble:
            log.info("webhooks: %s was not found (%s)", host, trouble)
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    asking = threading.Thread(target=ask, name="webhook lookup", daemon=True)
    asking.start()
    asking.join(seconds)
    return list(found)


def address_of(target: Target) -> str:
    """The one address to connect to; Failed when there is none, or when any of them is not public."""
    if target.is_local:
        return "127.0.0.1" if target.host == "localhost" else target.host
    addresses = lookup(target.host, target.port)
    if not addresses:
        raise Failed(Outcome.NAME)
    if not all(rules.is_public(address) for address in addresses):
        raise Failed(Outcome.FORBIDDEN)
    return addresses[0]


def call(url: str, headers: Mapping[str, str], body: bytes, *, seconds: float = CALL_SECONDS) -> Answer:
    """POST ``body`` to ``url``; never raises for what lies outside."""
    began = time.monotonic()
    address = None
    try:
        target = target_of(url)
        address = address_of(target)
        answer = call_at(address, target, headers, body, until=began + seconds)
    except rules.WrongAddress:
        answer = Answer(Outcome.FORBIDDEN)
    except Failed as failure:
        answer = Answer(failure.outcome)
    took = round((time.monotonic() - began) * 1000)
    return Answer(answer.outcome, answer.status, took, answer.size, address, answer.asked)


def call_at(address: str, target: Target, headers: Mapping[str, str], body: bytes, *, until: float) -> Answer:
    """POST to ``target`` at ``address``, which has been judged; until the moment ``until`` of the monotonic clock."""
    try:
        with socket.create_connection((address, target.port), timeout=_left(until)) as plain:
            link = _secured(plain, target, until) if target.scheme == "https" else plain
            with link:
                out_of_hand()
                _send(link, _request(target, headers, body), until)
                head, size = _receive(link, until)
    except TimeoutError as slow:
        raise Failed(Outcome.TIMEOUT) from slow
    except ssl.SSLError as distrust:
        raise Failed(Outcome.TLS) from distrust
    except OSError as trouble:
        raise Failed(Outcome.CONNECT) from trouble
    return _judged(head, size)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _secured(plain: socket.socket, target: Target, until: float) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    plain.settimeout(_left(until))
    return context.wrap_socket(plain, server_hostname=target.host)


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"POST {target.path} HTTP/1.1", f"Host: {target.authority}"]
    told = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines += [f"{name}: {value}" for name, value in told.items()]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _send(link: socket.socket, request: bytes, until: float) -> None:
    link.settimeout(_left(until))
    link.sendall(request)


def _receive(link: socket.socket, until: float) -> tuple[bytes, int]:
    """The head of the final answer, and how many bytes came in all; the rest of the answer is read and forgotten."""
    held, size, head = b"", 0, b""
    expected: int | None = None
    while size < MOST_BYTES and (expected is None or size < expected):
        try:
            link.settimeout(_left(until))
            piece = link.recv(min(16_384, MOST_BYTES - size))
        except OSError:
            if head:  # its status is known: what is missing of the rest matters to nobody
                break
            raise
        if not piece:
            break
        size += len(piece)
        if head:
            continue
        held += piece
        while b"\r\n\r\n" in held and not head:
            first, _blank, held = held.partition(b"\r\n\r\n")
            if not re.match(rb"HTTP/1\.[01] 1", first):  # 100 Continue and the like come before the answer
                head, until = first, min(until, time.monotonic() + REST_SECONDS)
                expected = size - len(held) + _length(head)
    if not head:
        raise Failed(Outcome.ANSWER)
    return head, size


def _length(head: bytes) -> int:
    """Of the body that its head tells of; without a word until the end, up to the limit."""
    if re.match(rb"HTTP/1\.[01] (204|304)", head):
        return 0
    found = re.search(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*(?:\r\n|$)", head, re.IGNORECASE)
    return int(found[1]) if found else MOST_BYTES


def _judged(head: bytes, size: int) -> Answer:
    found = STATUS_LINE.fullmatch(head.partition(b"\r\n")[0])
    if found is None:
        raise Failed(Outcome.ANSWER)
    status = int(found[1])
    asked = re.search(rb"\r\nretry-after:[ \t]*([^\r\n]{1,40})", head, re.IGNORECASE)
    wait = rules.retry_after_seconds(asked[1].decode("latin-1")) if asked else 0
    if 200 <= status < 300:
        outcome = Outcome.HEARD
    elif status == 410:
        outcome = Outcome.GONE
    else:
        outcome = Outcome.REDIRECT if 300 <= status < 400 else Outcome.STATUS
    return Answer(outcome, status, size=size, asked=wait)
