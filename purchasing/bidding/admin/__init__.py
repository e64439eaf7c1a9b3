"""DOOR: windows on what bidding keeps, one file per area."""

from purchasing.bidding.admin import board, open_data, questions, tenders

__all__ = ["board", "open_data", "questions", "tenders"]
