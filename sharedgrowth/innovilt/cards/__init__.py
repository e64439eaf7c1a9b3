"""On the pages of the ground floor: INNOVILT."""

from sharedgrowth.innovilt.cards import marks

__all__ = ["marks"]
