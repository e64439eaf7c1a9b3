"""Windows on Benefit Sharing."""

from sharedgrowth.benefit.admin import measurement, tasks

__all__ = ["measurement", "tasks"]
