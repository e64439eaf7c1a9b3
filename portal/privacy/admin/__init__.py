"""Windows on personal data; one file per area."""

from portal.privacy.admin import ground, rights

__all__ = ["ground", "rights"]
