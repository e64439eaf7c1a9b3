"""HOW MUCH: which addresses may be called, how a message is signed, when it is tried again."""

from portal.webhooks.rules.addresses import Target, WrongAddress, is_public, target_of
from portal.webhooks.rules.retries import (
    FEW_FAILURES,
    GIVE_UP_AFTER,
    MOST_ATTEMPTS,
    next_try,
    rest_after,
    retry_after_seconds,
)
from portal.webhooks.rules.signing import (
    SECRET_PREFIX,
    message_id,
    new_secret,
    secret_bytes,
    signature,
    signature_header,
)

MOST_ENDPOINTS = 20  # per client
MOST_SECRETS = 3  # valid at once, per endpoint
MOST_REPLAYED = 1000  # by one press
OVERLAP_HOURS = (0, 24, 72, 168)  # how long the old secret goes on signing
KEEP_DAYS = 30  # deliveries and their attempts

__all__ = [
    "FEW_FAILURES",
    "GIVE_UP_AFTER",
    "KEEP_DAYS",
    "MOST_ATTEMPTS",
    "MOST_ENDPOINTS",
    "MOST_REPLAYED",
    "MOST_SECRETS",
    "OVERLAP_HOURS",
    "SECRET_PREFIX",
    "Target",
    "WrongAddress",
    "is_public",
    "message_id",
    "new_secret",
    "next_try",
    "rest_after",
    "retry_after_seconds",
    "secret_bytes",
    "signature",
    "signature_header",
    "target_of",
]
