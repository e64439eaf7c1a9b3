"""Results on the pages of the ground floor."""

from sharedgrowth.impact.cards import reports

__all__ = ["reports"]
