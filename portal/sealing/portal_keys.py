"""The portal's own keys, from the environment: a list, of which the first locks and all unlock. Source: security 5.3.

``SEALING_KEYS`` lock the portal's part of each tender's key, and encrypted columns; ``RECEIPT_KEYS`` sign receipts.
Production does not start without them; elsewhere both come from ``SECRET_KEY``. One key serves one purpose: each use is
derived with its own word.
"""

import base64
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ID, NONCE = 8, 12


class Locked(ValueError):
    """None of the keys that the portal has opens it."""


@lru_cache
def derived(root: str, purpose: str) -> bytes:
    """32 bytes for one purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"twp {purpose}".encode()).derive(root.encode())


def roots(setting: str = "SEALING_KEYS") -> list[str]:
    """The keys as they are configured, the first in use."""
    return getattr(settings, setting) or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _id(key: bytes) -> bytes:
    return sha256(b"twp key id" + key).digest()[:ID]


def lock(purpose: str, content: bytes, context: bytes = b"") -> bytes:
    """``content`` under the first key; ``context`` is bound to it and must be given again."""
    key = derived(roots()[0], purpose)
    nonce = secrets.token_bytes(NONCE)
    return _id(key) + nonce + ChaCha20Poly1305(key).encrypt(nonce, content, context)


def unlock(purpose: str, locked: bytes, context: bytes = b"") -> bytes:
    """What was locked under any of the keys, or Locked."""
    for root in roots():
        key = derived(root, purpose)
        if _id(key) == locked[:ID]:
            try:
                nonce = locked[ID : ID + NONCE]
                return ChaCha20Poly1305(key).decrypt(nonce, locked[ID + NONCE :], context)
            except InvalidTag as fault:
                raise Locked("it was changed, or belongs elsewhere") from fault
    raise Locked("it was locked under a key that the portal no longer has")


def is_current(purpose: str, locked: bytes) -> bool:
    """Whether it is under the key in use; else ``rotate_kek`` locks it anew."""
    return locked[:ID] == _id(derived(roots()[0], purpose))


def new_root() -> str:
    """A key for the environment."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
