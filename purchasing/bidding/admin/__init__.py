"""DOOR: windows on what bidding keeps, one file per area."""

from purchasing.bidding.admin import questions, tenders

__all__ = ["questions", "tenders"]
