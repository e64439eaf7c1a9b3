"""What the demonstration shows of Youth Dream job matching."""

from sharedgrowth.jobs.demo import cohorts, matching

__all__ = ["cohorts", "matching"]
