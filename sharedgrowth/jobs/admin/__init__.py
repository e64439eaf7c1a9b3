"""Windows on Youth Dream job matching."""

from sharedgrowth.jobs.admin import applications, matching

__all__ = ["applications", "matching"]
