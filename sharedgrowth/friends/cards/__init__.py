"""The Friends on the pages of the ground floor, one file per area."""

from sharedgrowth.friends.cards import friends, passport, results

__all__ = ["friends", "passport", "results"]
