"""Windows on Youth Dream job matching."""

from sharedgrowth.jobs.admin import applications, matching, veils

__all__ = ["applications", "matching", "veils"]
