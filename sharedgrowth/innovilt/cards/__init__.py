"""On the pages of the ground floor: INNOVILT."""

from sharedgrowth.innovilt.cards import applications, exports, marks, results

__all__ = ["applications", "exports", "marks", "results"]
