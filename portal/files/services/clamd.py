"""The clamd protocol, the one command we need: INSTREAM (``man clamd``). A library would only wrap these lines."""

import re
import socket
import struct
from collections.abc import Iterable
from contextlib import closing

CONNECT_SECONDS, ANSWER_SECONDS = 3, 30


class ScanFailed(Exception):
    """clamd could not scan; the file stays unscanned and is tried again."""


class ScannerAway(ScanFailed):
    """clamd does not answer at all: no use in asking for the next file now."""


def scan(pieces: Iterable[bytes], address: str) -> str:
    """The name of what clamd found in ``pieces``, or "" when they are clean.

    ``address`` is ``host:port``, or the path of a Unix socket.
    """
    try:
        with closing(_connect(address)) as wire:
            wire.sendall(b"zINSTREAM\0")
            for piece in pieces:
                wire.sendall(struct.pack("!I", len(piece)) + piece)
            wire.sendall(struct.pack("!I", 0))
            answer = _answer(wire)
    except OSError as failure:
        raise ScannerAway(f"clamd at {address}: {failure}") from failure
    if answer == "stream: OK":
        return ""
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return found[1]
    raise ScanFailed(f"clamd at {address} says: {answer[:200] or 'nothing'}")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(CONNECT_SECONDS)
        wire.connect(address)
    else:
        host, _colon, port = address.rpartition(":")
        wire = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    wire.settimeout(ANSWER_SECONDS)
    return wire


def _answer(wire: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and (piece := wire.recv(4096)):
        received += piece
    return received.rstrip(b"\0\n").decode("utf-8", "replace")
