"""DOOR: windows on what bidding keeps, one file per area."""

from purchasing.bidding.admin import tenders

__all__ = ["tenders"]
