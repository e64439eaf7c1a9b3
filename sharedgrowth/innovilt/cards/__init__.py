"""On the pages of the ground floor: INNOVILT."""

from sharedgrowth.innovilt.cards import applications, exports, marks, passport, results

__all__ = ["applications", "exports", "marks", "passport", "results"]
