"""Verifiable credentials (W3C VC 2.0) of the portal: proofs ``eddsa-rdfc-2022`` and bitstring status lists.

Anybody's verifier checks them: the key stands in the DID document of the portal (``did:web``,
``/.well-known/did.json``). Contexts are never fetched: those of W3C come with PyLD, that of Open Badges
stands in ``open_badges``.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from portal.sealing import open_badges, portal_keys

VC = "https://www.w3.org/ns/credentials/v2"
DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"  # how a multikey says of what kind it is
PLACES = 131_072  # of a status list: the least that the standard allows, so that one place tells nothing
REVOCATION, SUSPENSION = "revocation", "suspension"


def base58(data: bytes) -> str:
    """Base58 as of Bitcoin: what multibase calls ``z``.

    >>> base58(b"hello")
    'Cn8eVZg'
    >>> base58(bytes(2))
    '11'
    """
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def _signing_key(root: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(portal_keys.derived(root, "credentials"))


def _multikey(root: str) -> str:
    return "z" + base58(ED25519 + _signing_key(root).public_key().public_bytes_raw())


def issuer() -> str:
    """The portal's own identifier: ``did:web`` of the address at which it is reached."""
    return f"did:web:{settings.BASE_URL.split('//')[1].replace(':', '%3A')}"


def did_document() -> dict[str, Any]:
    """Who the portal is and by which keys it signs or has signed, the one in use first."""
    did = issuer()
    methods = [
        {"id": f"{did}#{key}", "type": "Multikey", "controller": did, "publicKeyMultibase": key}
        for key in map(_multikey, portal_keys.roots("RECEIPT_KEYS"))
    ]
    return {
        "@context": DID_CONTEXTS,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def moment(at: datetime) -> str:
    """A moment as credentials write it.

    >>> moment(datetime(2026, 11, 1, 9, tzinfo=UTC))
    '2026-11-01T09:00:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1)
def _contexts() -> Any:
    from pyld import FrozenDocumentLoader  # not loaded at every start: only what signs needs it
    from pyld.documentloader.frozen import BUNDLED_CONTEXTS

    return FrozenDocumentLoader(BUNDLED_CONTEXTS | {open_badges.CONTEXT_URL: open_badges.CONTEXT})


def _canonical(document: dict[str, Any]) -> bytes:
    from pyld import jsonld

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _contexts()}
    return jsonld.normalize(document, options).encode()


def secure(document: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """``document`` with the portal's proof on it (Data Integrity EdDSA Cryptosuites 1.0, section 3.2)."""
    root = portal_keys.roots("RECEIPT_KEYS")[0]
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": moment(at),
        "verificationMethod": f"{issuer()}#{_multikey(root)}",
        "proofPurpose": "assertionMethod",
    }
    config = _canonical({"@context": document["@context"], **proof})
    signed = sha256(config).digest() + sha256(_canonical(document)).digest()
    return {**document, "proof": {**proof, "proofValue": "z" + base58(_signing_key(root).sign(signed))}}


def status_entry(url: str, purpose: str, place: int) -> dict[str, str]:
    """What a credential says of where its status is told."""
    return {
        "id": f"{url}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": url,
    }


def encoded_bits(places: Iterable[int]) -> str:
    """A status list with these places set, the first the leftmost bit (Bitstring Status List 1.0, section 3.2).

    >>> encoded_bits([0])[:6], encoded_bits([0]) == encoded_bits([1])
    ('uH4sIA', False)
    """
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), 9, mtime=0)).rstrip(b"=").decode()


def status_list(url: str, purpose: str, places: Iterable[int], *, at: datetime) -> dict[str, Any]:
    """The status list at ``url`` as a credential of its own, unsigned."""
    return {
        "@context": [VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer(),
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded_bits(places),
        },
    }
