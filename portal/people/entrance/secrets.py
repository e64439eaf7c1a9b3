"""What lies encrypted in the database: seeds of second factors, and forms kept for a person who must sign in again."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def box(purpose: str) -> MultiFernet:
    """Encrypts for one purpose; keys come from SECRET_KEY, old ones still open (``SECRET_KEY_FALLBACKS``)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(salted_hmac(f"portal.people.{purpose}", "", key, algorithm="sha256").digest())
            )
            for key in keys
        ]
    )


__all__ = ["InvalidToken", "box"]
