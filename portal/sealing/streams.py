"""Files: ChaCha20-Poly1305 in chunks (the STREAM construction), so that no order, end or chunk can be changed.

Each chunk's nonce counts, and says whether it is the last. The clear bytes are padded to whole chunks, with their
length in front: the size on the disk tells little. Source: security 5.3; Hoang, Reyhanitabar, Rogaway, Vizár 2015.
"""

import secrets
import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from portal.sealing.boxes import DoesNotOpen

CHUNK = 64 * 1024
TAG = 16
MAGIC = b"TWPS\x01"
LENGTH = struct.Struct("!Q")


def new_key() -> bytes:
    """A key for one file."""
    return secrets.token_bytes(32)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def encrypt(key: bytes, content: bytes, context: bytes = b"") -> bytes:
    """The whole file, sealed."""
    cipher = ChaCha20Poly1305(key)
    whole = LENGTH.pack(len(content)) + content
    whole += bytes(-len(whole) % CHUNK)
    starts = range(0, len(whole), CHUNK)
    parts = [
        cipher.encrypt(_nonce(number, start == starts[-1]), whole[start : start + CHUNK], context)
        for number, start in enumerate(starts)
    ]
    return MAGIC + b"".join(parts)


def decrypt(key: bytes, pieces: Iterable[bytes], context: bytes = b"") -> Iterator[bytes]:
    """The clear bytes, chunk by chunk; DoesNotOpen at the first that is not right, or when the end is missing."""
    cipher, number, left, buffer = ChaCha20Poly1305(key), 0, -1, b""
    size = CHUNK + TAG
    for chunk, last in _chunks(pieces, size):
        try:
            clear = cipher.decrypt(_nonce(number, last), chunk, context)
        except InvalidTag as fault:
            raise DoesNotOpen("the file was changed, or this is not its key") from fault
        if number == 0:
            (left,) = LENGTH.unpack_from(clear)
            clear = clear[LENGTH.size :]
        buffer, left = clear[:left], max(left - len(clear), 0)
        number += 1
        yield buffer
    if number == 0 or left:
        raise DoesNotOpen("the file is not whole")


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    held, started = b"", False
    for piece in pieces:
        held += piece
        if not started and len(held) >= len(MAGIC):
            if not held.startswith(MAGIC):
                raise DoesNotOpen("not a sealed file")
            held, started = held[len(MAGIC) :], True
        while started and len(held) > size:
            yield held[:size], False
            held = held[size:]
    if started and held:
        yield held, True
