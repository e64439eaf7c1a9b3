"""What the demonstration shows of Youth Dream job matching."""

from sharedgrowth.jobs.demo import cohorts

__all__ = ["cohorts"]
