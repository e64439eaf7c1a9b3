"""On the pages of the ground floor: INNOVILT."""

from sharedgrowth.innovilt.cards import applications, marks, results

__all__ = ["applications", "marks", "results"]
