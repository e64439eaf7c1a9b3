"""DOOR: what bidding enters on the pages of the ground floor, one file per area."""

from purchasing.bidding.cards import (
    after,
    board,
    calendars,
    changes,
    consortia,
    costs,
    explanations,
    exports,
    feeds,
    notice,
    open_data,
    questions,
    results,
    seal,
    site_visits,
    tenders,
)

__all__ = [
    "after",
    "board",
    "calendars",
    "changes",
    "consortia",
    "costs",
    "explanations",
    "exports",
    "feeds",
    "notice",
    "open_data",
    "questions",
    "results",
    "seal",
    "site_visits",
    "tenders",
]
