"""Benefit Sharing on the pages of the ground floor, one file per area."""

from sharedgrowth.benefit.cards import measurement, tasks

__all__ = ["measurement", "tasks"]
