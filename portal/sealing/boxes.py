"""A box for one public key: HPKE (RFC 9180), bound to its context. The first byte names the suite.

Suite 1 is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Suite 2 is kept for ML-KEM-768 with X25519;
old suites stay readable. Source: security 5.2.
"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

X25519 = 1
SUITES = {X25519: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)}
OVERHEAD = 1 + 32 + 16  # suite, encapsulated key, tag
BLOCK = 4096
LENGTH = struct.Struct("!I")


class DoesNotOpen(ValueError):
    """Another key, another context, or a changed box: which of them cannot be told."""


def new_secret() -> bytes:
    """32 random bytes that are an X25519 private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(secret: bytes) -> bytes:
    """The public key that belongs to it."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def seal(public_key: bytes, content: bytes, context: bytes) -> bytes:
    """``content`` in a box that only the holder of the private key opens, and only in this ``context``."""
    return bytes([X25519]) + SUITES[X25519].encrypt(content, X25519PublicKey.from_public_bytes(public_key), context)


def key_of(secret: bytes) -> X25519PrivateKey:
    """The key to many boxes of one lock: to make it costs nearly as much as to open one."""
    return X25519PrivateKey.from_private_bytes(secret)


def open_box(secret: bytes | X25519PrivateKey, box: bytes, context: bytes) -> bytes:
    """What is in ``box``, or DoesNotOpen."""
    suite = SUITES.get(box[0]) if box else None
    if suite is None:
        raise DoesNotOpen("a suite that this portal does not know")
    try:
        return suite.decrypt(box[1:], key_of(secret) if isinstance(secret, bytes) else secret, context)
    except (InvalidTag, ValueError) as fault:
        raise DoesNotOpen("another key, another context, or a changed box") from fault


def pad(content: bytes, block: int = BLOCK) -> bytes:
    """Its length, itself, zeros up to a whole number of blocks: the size of a box tells little of what is in it.

    >>> len(pad(b"")), len(pad(b"x" * 4092)), len(pad(b"x" * 4093))
    (4096, 4096, 8192)
    """
    whole = LENGTH.pack(len(content)) + content
    return whole + bytes(-len(whole) % block)


def unpad(padded: bytes) -> bytes:
    """The other way round.

    >>> unpad(pad(b"bid"))
    b'bid'
    """
    if len(padded) < LENGTH.size:
        raise DoesNotOpen("too short for its length")
    (length,) = LENGTH.unpack_from(padded)
    content, rest = padded[LENGTH.size : LENGTH.size + length], padded[LENGTH.size + length :]
    if len(content) != length or any(rest):
        raise DoesNotOpen("its length does not fit")
    return content
