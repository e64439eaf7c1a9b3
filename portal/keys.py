"""Keys that are made from ``SECRET_KEY``, one for each purpose; a change of the secret leaves what it locked readable.

The first of a list locks and signs, all of them open: those after it come from ``SECRET_KEY_FALLBACKS``. Keys of sealed
bids and signatures are others: ``portal.sealing``.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

__all__ = ["InvalidToken", "box", "boxes", "keys_for"]


def keys_for(purpose: str) -> list[bytes]:
    """32 bytes for each secret that is known, today's first."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(purpose, "", secret=secret, algorithm="sha256").digest() for secret in secrets]


def boxes(purpose: str) -> list[Fernet]:
    """What encrypts for one purpose, by secret."""
    return [Fernet(base64.urlsafe_b64encode(key)) for key in keys_for(purpose)]


def box(purpose: str) -> MultiFernet:
    """Encrypts with today's secret, opens what any of them locked."""
    return MultiFernet(boxes(purpose))
