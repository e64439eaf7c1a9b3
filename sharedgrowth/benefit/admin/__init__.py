"""Windows on Benefit Sharing."""

from sharedgrowth.benefit.admin import agreements, measurement, tasks

__all__ = ["agreements", "measurement", "tasks"]
