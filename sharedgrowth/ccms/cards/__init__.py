"""On the pages of the ground floor: CCMS; one file per area."""

from sharedgrowth.ccms.cards import assessments, overviews, passport, results

__all__ = ["assessments", "overviews", "passport", "results"]
