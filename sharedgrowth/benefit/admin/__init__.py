"""Windows on Benefit Sharing."""

from sharedgrowth.benefit.admin import tasks

__all__ = ["tasks"]
