"""Windows on INNOVILT."""

from sharedgrowth.innovilt.admin import marks

__all__ = ["marks"]
