"""Windows on CCMS; one file per area."""

from sharedgrowth.ccms.admin import assessments, overviews

__all__ = ["assessments", "overviews"]
