"""DO: ``from portal.privacy.services import consents, copies, destruction, duties, exports, looks, rights``."""

from portal.privacy.services import consents, copies, destruction, duties, exports, looks, rights

__all__ = ["consents", "copies", "destruction", "duties", "exports", "looks", "rights"]
