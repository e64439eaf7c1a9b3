"""What the demonstration shows of CCMS, made through the services that the screens use."""

from sharedgrowth.ccms.demo import assessments, overviews

__all__ = ["assessments", "overviews"]
