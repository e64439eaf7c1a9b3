"""What people are told of a tender: in the portal and by e-mail, each in the own language, never with an amount."""

from purchasing.bidding.handlers import (
    after,
    board,
    consortia,
    cost_words,
    costs,
    explanations,
    feeds,
    notice,
    open_data,
    questions,
    screens,
    seal,
    site_visits,
    telling,
    wording,
    wording_notice,
)

__all__ = [
    "after",
    "board",
    "consortia",
    "costs",
    "cost_words",
    "explanations",
    "feeds",
    "notice",
    "open_data",
    "questions",
    "screens",
    "seal",
    "site_visits",
    "telling",
    "wording",
    "wording_notice",
]
