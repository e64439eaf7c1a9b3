"""HOW MUCH: how long lines are kept, and the cursor: a place in the feed that tells its reader nothing."""

import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEPT_DAYS = 90
MOST_AT_ONCE = 20_000  # lines that get their place in one transaction
PLAIN = struct.Struct(">QQ")
BYTES = PLAIN.size + 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A place, and the line that stands there: after a restore of the database another one may."""

    place: int = 0
    line: int = 0


def cursor_of(mark: Mark, *, key: bytes, stream: str, reader: str) -> str:
    """The cursor for one stream and one reader; the same mark is always the same text.

    Sealed, because places are counted over all companies: from the gaps one could tell how busy others are.

    Source: RFC 5297 (AES-SIV: deterministic, and any change is noticed).

    >>> key = bytes(32)
    >>> text = cursor_of(Mark(7, 9), key=key, stream="tenders", reader="a")
    >>> text == cursor_of(Mark(7, 9), key=key, stream="tenders", reader="a")
    True
    >>> mark_of(text, key=key, stream="tenders", reader="a")
    Mark(place=7, line=9)
    """
    sealed = AESSIV(key).encrypt(PLAIN.pack(mark.place, mark.line), [stream.encode(), reader.encode()])
    return sealed.hex()


def mark_of(cursor: str, *, key: bytes, stream: str, reader: str) -> Mark | None:
    """The mark in ``cursor``; None when it was not given out by us, or for another stream or reader.

    Source: RFC 5297.

    >>> text = cursor_of(Mark(7, 9), key=bytes(32), stream="tenders", reader="a")
    >>> mark_of(text, key=bytes(32), stream="tenders", reader="b") is None
    True
    >>> mark_of("made up", key=bytes(32), stream="tenders", reader="a") is None
    True
    """
    if len(cursor) != 2 * BYTES or not cursor.isascii():
        return None
    try:
        plain = AESSIV(key).decrypt(bytes.fromhex(cursor), [stream.encode(), reader.encode()])
    except (InvalidTag, ValueError):
        return None
    return Mark(*PLAIN.unpack(plain))
