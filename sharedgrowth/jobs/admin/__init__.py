"""Windows on Youth Dream job matching."""

from sharedgrowth.jobs.admin import matching

__all__ = ["matching"]
