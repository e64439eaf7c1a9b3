"""Windows on developer documentation."""

from portal.developers.admin import published

__all__ = ["published"]
