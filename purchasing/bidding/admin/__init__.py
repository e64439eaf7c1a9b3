"""DOOR: windows on what bidding keeps, one file per area."""

from purchasing.bidding.admin import (
    after,
    board,
    consortia,
    costs,
    explanations,
    notice,
    open_data,
    questions,
    seal,
    site_visits,
    tenders,
    veils,
)

__all__ = [
    "after",
    "board",
    "consortia",
    "costs",
    "explanations",
    "notice",
    "open_data",
    "questions",
    "seal",
    "site_visits",
    "tenders",
    "veils",
]
