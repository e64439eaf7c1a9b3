"""DO: consents, looks, destruction. ``from portal.privacy.services import consents, destruction, looks``."""

from portal.privacy.services import consents, destruction, looks

__all__ = ["consents", "destruction", "looks"]
