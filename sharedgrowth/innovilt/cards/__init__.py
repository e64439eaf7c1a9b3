"""On the pages of the ground floor: INNOVILT."""

from sharedgrowth.innovilt.cards import applications, marks

__all__ = ["applications", "marks"]
