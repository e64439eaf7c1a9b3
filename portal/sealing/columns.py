"""Single values in a column: AES-256-GCM under the portal's own key, bound to their column; and blind indexes.

A stored value is text, ``1.KEY ID.base64 of nonce and sealed value``: which key it is under can be counted in SQL. A
blind index is a keyed hash of a value (HMAC-SHA-256, half of it) by which the same value is found without telling it.
Source: security 6.11, T51; decision 0063.
"""

import base64
import hmac
import secrets
import unicodedata
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.sealing.documents import context
from portal.sealing.portal_keys import derived, roots

VALUES, MARKS = "columns", "blind indexes"
SUITE, NONCE, MARK = "1", 12, 16
MOST_KEYS = 64  # that a process remembers


class Unreadable(ValueError):
    """A stored value that no key of the portal opens here."""


@lru_cache(MOST_KEYS)
def _head(root: str, purpose: str) -> str:
    """What stands before each value that was made under this key."""
    return f"{SUITE}.{sha256(b'twp key id' + derived(root, purpose)).hexdigest()[:16]}."


@lru_cache(MOST_KEYS)
def _cipher(root: str) -> AESGCM:
    return AESGCM(derived(root, VALUES))


def current_head(purpose: str = VALUES) -> str:
    """How values begin that are under the key in use."""
    return _head(roots()[0], purpose)


def lock(text: str, place: str) -> str:
    """``text`` for the column ``place``; nothing stays nothing."""
    if not text:
        return ""
    root, nonce = roots()[0], secrets.token_bytes(NONCE)
    sealed = nonce + _cipher(root).encrypt(nonce, text.encode(), place.encode())
    return _head(root, VALUES) + base64.b64encode(sealed).decode()


def unlock(stored: str, place: str) -> str:
    """What was locked for this column, or Unreadable."""
    if not stored:
        return ""
    for root in roots():
        head = _head(root, VALUES)
        if stored.startswith(head):
            try:
                raw = base64.b64decode(stored[len(head) :], validate=True)
                return _cipher(root).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
            except (InvalidTag, ValueError) as fault:
                raise Unreadable(f"{place}: a value was changed, or belongs to another column") from fault
    suite, _, rest = stored.partition(".")
    key_id, _, sealed = rest.partition(".")
    if suite == SUITE and sealed:
        raise Unreadable(f"{place}: a value is under the key {key_id}, which is not in SEALING_KEYS")
    raise Unreadable(f"{place}: a value is not encrypted; has migrate been run?")


def normal(text: str) -> str:
    """As a value is compared: however its letters are composed, their case and the spaces between them.

    >>> normal(" Kim  Haneul "), normal("ＡＢ１")
    ('kim haneul', 'ab1')
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def mark(parts: list[str], place: str, root: str | None = None) -> str:
    """The blind index of these parts of a row; nothing where one of them is missing, which is like no other."""
    if not all(parts):
        return ""
    root = root or roots()[0]
    told = context(place, *map(normal, parts))
    digest = hmac.new(derived(root, MARKS), told, sha256).digest()[:MARK]
    return _head(root, MARKS) + base64.b64encode(digest).decode()


def marks(parts: list[str], place: str) -> list[str]:
    """Under whichever key it was written: for ``__in``, also while the keys are being changed."""
    return [made for root in roots() if (made := mark(parts, place, root))]
