"""DOOR: what bidding enters on the pages of the ground floor, one file per area."""

from purchasing.bidding.cards import tenders

__all__ = ["tenders"]
