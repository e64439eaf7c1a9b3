"""DOOR: what bidding enters on the pages of the ground floor, one file per area."""

from purchasing.bidding.cards import questions, tenders

__all__ = ["questions", "tenders"]
