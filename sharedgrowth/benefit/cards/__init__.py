"""Benefit Sharing on the pages of the ground floor, one file per area."""

from sharedgrowth.benefit.cards import exports, measurement, results, tasks

__all__ = ["exports", "measurement", "results", "tasks"]
