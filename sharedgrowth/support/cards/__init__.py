"""The support programmes on the pages of the ground floor, one file per area."""

from sharedgrowth.support.cards import labs

__all__ = ["labs"]
