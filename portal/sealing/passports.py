"""Signatures of company data passports: a key of their own, checked by anyone without asking the portal."""

import base64
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.sealing import portal_keys
from portal.sealing.documents import canonical
from portal.sealing.receipts import key_id

CONTEXT = b"twp-passport-v1\n"


def _signing_key(root: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(portal_keys.derived(root, "passports"))


def _told(raw: bytes) -> dict[str, str]:
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {"kid": key_id(raw), "kty": "OKP", "crv": "Ed25519", "x": x, "use": "sig"}


def public_keys() -> list[dict[str, str]]:
    """All keys that sign or have signed passports, the one in use first."""
    raws = [_signing_key(root).public_key().public_bytes_raw() for root in portal_keys.roots("RECEIPT_KEYS")]
    return [_told(raw) | {"status": "retired" if place else "current"} for place, raw in enumerate(raws)]


def sign(document: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """The document in its one form, and what is laid beside it: the signature and the key that checks it."""
    text = canonical(document)
    key = _signing_key(portal_keys.roots("RECEIPT_KEYS")[0])
    signature = base64.b64encode(key.sign(CONTEXT + text)).decode()
    told = {"alg": "Ed25519", "context": "twp-passport-v1", "key": _told(key.public_key().public_bytes_raw())}
    return text, told | {"signature": signature}


def is_signed(text: bytes, signature: str, x: str) -> bool:
    """Whether the holder of the key ``x`` has signed exactly this text.

    >>> text, told = sign({"a": "1"})
    >>> signature, x = told["signature"], told["key"]["x"]
    >>> is_signed(text, signature, x), is_signed(text + b" ", signature, x)
    (True, False)
    """
    try:
        raw = base64.b64decode(x + "=" * (-len(x) % 4), altchars=b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(signature, validate=True), CONTEXT + text)
    except (InvalidSignature, ValueError):
        return False
    return True
