"""What hears of news, who is told, what runs by itself in CCMS; one file per area."""

from sharedgrowth.ccms.handlers import assessments, overviews, privacy

__all__ = ["assessments", "overviews", "privacy"]
