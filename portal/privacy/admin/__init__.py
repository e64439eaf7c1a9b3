"""Windows on personal data; one file per area."""

from portal.privacy.admin import ground

__all__ = ["ground"]
