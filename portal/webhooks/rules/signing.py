"""HOW MUCH: how a message is signed. Source: the Standard Webhooks specification 1.0, symmetric signatures (v1)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

SECRET_PREFIX = "whsec_"  # noqa: S105 - the scheme's own prefix
SECRET_BYTES = 32  # the scheme asks for 24 to 64


def new_secret(random: bytes) -> str:
    """``random`` bytes of a good source as a secret, the way receivers' libraries take it.

    Source: Standard Webhooks 1.0, "Signature scheme".

    >>> new_secret(bytes(24))
    'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    if not 24 <= len(random) <= 64:
        raise ValueError("a signing secret has 24 to 64 bytes")
    return SECRET_PREFIX + base64.b64encode(random).decode()


def secret_bytes(secret: str) -> bytes:
    """The key inside a secret.

    Source: Standard Webhooks 1.0, "Signature scheme".

    >>> secret_bytes("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") == bytes(24)
    True
    """
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)


def message_id(uid: UUID) -> str:
    """The identifier of a message: the same at every attempt, so that a receiver can tell a repetition.

    Source: Standard Webhooks 1.0, "Webhook metadata".

    >>> message_id(UUID(int=10))
    'msg_0000000000000000000000000000000a'
    """
    return f"msg_{uid.hex}"


def signature(secret: str, *, message: str, at: int, body: bytes) -> str:
    """``v1,…``: HMAC-SHA256 over identifier, second of the attempt and the body's very bytes.

    Source: Standard Webhooks 1.0, "Signature scheme".

    >>> secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    >>> signature(secret, message="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1614265330, body=b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = b".".join((message.encode(), str(at).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(secret_bytes(secret), signed, hashlib.sha256)).decode()


def signature_header(secrets: Iterable[str], *, message: str, at: int, body: bytes) -> str:
    """One signature for each secret that is valid now, so that a receiver may change over in its own time.

    Source: Standard Webhooks 1.0, "Signature scheme" (rotation without downtime).

    >>> both = ["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    >>> signature_header(both, message="msg_1", at=0, body=b"{}").count("v1,")
    2
    """
    return " ".join(signature(secret, message=message, at=at, body=body) for secret in secrets)
