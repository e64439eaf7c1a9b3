"""Canonical JSON: one document has one form, so that its hash can be recomputed anywhere. Source: security 11.14."""

import json
import unicodedata
from hashlib import sha256
from typing import Any

LARGEST = 2**53
DEEPEST = 32  # how far parts lie in parts: what is deeper is made to break whoever reads it


class NotCanonical(ValueError):
    """The document cannot be written in one agreed form."""


def canonical(document: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8. Amounts are text: no floats, no integers above 2^53, keys in NFC, no zero bytes.

    >>> canonical({"b": [1, None, True], "a": "가"}).decode()
    '{"a":"가","b":[1,null,true]}'
    >>> canonical({"a": 0.1})
    Traceback (most recent call last):
    portal.sealing.documents.NotCanonical: a number with a fraction is written as text
    """
    _check(document)
    try:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode()
    except (TypeError, ValueError) as fault:
        raise NotCanonical(str(fault)) from fault


def _check(document: Any) -> None:
    """Level by level, and each key once, however many lines of a bid have it."""
    level: list[Any] = [document]
    keys: set[Any] = set()
    for _depth in range(DEEPEST + 1):
        below: list[Any] = []
        for part in level:
            if isinstance(part, str):
                if "\0" in part:
                    raise NotCanonical("a text holds no zero byte: no database keeps it")
            elif isinstance(part, dict):
                keys.update(part)
                below += part.values()
            elif isinstance(part, list | tuple):
                below += part
            elif isinstance(part, float):
                raise NotCanonical("a number with a fraction is written as text")
            elif isinstance(part, int) and not isinstance(part, bool) and abs(part) > LARGEST:
                raise NotCanonical("a number above 2^53 is written as text")
        if not below:
            break
        level = below
    else:
        raise NotCanonical(f"parts lie in each other at most {DEEPEST} deep")
    for key in keys:
        if not isinstance(key, str) or not unicodedata.is_normalized("NFC", key):
            raise NotCanonical("a key is text in the composed form (NFC)")
        if "\0" in key:
            raise NotCanonical("a text holds no zero byte: no database keeps it")


def parse(data: bytes) -> Any:
    """The document in ``data``; refused unless it is in canonical form (so without a key that stands twice)."""
    try:
        document = json.loads(data.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise NotCanonical("not a JSON document in UTF-8") from fault
    if canonical(document) != data:
        raise NotCanonical("not in canonical form")
    return document


def fingerprint(context: str, document: Any) -> str:
    """SHA-256 over a context word, a line feed, and the canonical document.

    >>> fingerprint("twp-example-v1", {"a": 1})[:16]
    '18fc6e7988fc8e98'
    """
    return sha256(context.encode() + b"\n" + canonical(document)).hexdigest()


def context(*parts: str | int) -> bytes:
    """What a box is bound to, as one canonical list: moved elsewhere, it does not open.

    >>> context("twp-bid-v1", "price", 1)
    b'["twp-bid-v1","price",1]'
    """
    return canonical(list(parts))
