"""Benefit Sharing on the pages of the ground floor, one file per area."""

from sharedgrowth.benefit.cards import exports, measurement, passport, results, sourcing, tasks

__all__ = ["exports", "measurement", "passport", "results", "sourcing", "tasks"]
