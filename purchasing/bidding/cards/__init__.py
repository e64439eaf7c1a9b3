"""DOOR: what bidding enters on the pages of the ground floor, one file per area."""

from purchasing.bidding.cards import board, feeds, open_data, questions, tenders

__all__ = ["board", "feeds", "open_data", "questions", "tenders"]
