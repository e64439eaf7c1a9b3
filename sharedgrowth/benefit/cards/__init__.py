"""Benefit Sharing on the pages of the ground floor, one file per area."""

from sharedgrowth.benefit.cards import measurement, results, tasks

__all__ = ["measurement", "results", "tasks"]
