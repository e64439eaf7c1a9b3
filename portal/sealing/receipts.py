"""Receipts: a canonical document with the portal's Ed25519 signature, checked by anyone without asking the portal."""

import base64
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.sealing import portal_keys
from portal.sealing.documents import canonical

CONTEXT = b"twp-receipt-v1\n"


def _signing_key(root: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(portal_keys.derived(root, "receipts"))


def key_id(public_key: bytes) -> str:
    """A short name of a public key."""
    return sha256(public_key).hexdigest()[:16]


def public_keys() -> list[dict[str, str]]:
    """All keys that sign or have signed, the one in use first: what ``/.well-known/twp-keys.json`` tells."""
    found = []
    for place, root in enumerate(portal_keys.roots("RECEIPT_KEYS")):
        raw = _signing_key(root).public_key().public_bytes_raw()
        found.append(
            {
                "kid": key_id(raw),
                "kty": "OKP",
                "crv": "Ed25519",
                "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode(),
                "use": "sig",
                "status": "retired" if place else "current",
            }
        )
    return found


def raw_key(key: dict[str, str]) -> bytes:
    """One of ``public_keys`` as its bytes."""
    return base64.urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))


def current_key_id() -> str:
    """The key in use."""
    return public_keys()[0]["kid"]


def sign(document: dict[str, Any]) -> tuple[str, str]:
    """(the canonical text, the signature in base64)."""
    text = canonical(document)
    key = _signing_key(portal_keys.roots("RECEIPT_KEYS")[0])
    return text.decode(), base64.b64encode(key.sign(CONTEXT + text)).decode()


def is_signed(text: str, signature: str, public_key: bytes) -> bool:
    """Whether the holder of the key has signed exactly this text."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), CONTEXT + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
