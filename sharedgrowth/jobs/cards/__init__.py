"""On the pages of the ground floor: Youth Dream job matching."""

from sharedgrowth.jobs.cards import applications, exports, matching, results

__all__ = ["applications", "exports", "matching", "results"]
