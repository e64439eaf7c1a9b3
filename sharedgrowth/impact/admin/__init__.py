"""Windows on the results."""

from sharedgrowth.impact.admin import reports

__all__ = ["reports"]
