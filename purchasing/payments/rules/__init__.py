"""HOW MUCH: deadlines, interest, receivables, the sides of postings. Pure: no database, clock or settings."""

from purchasing.payments.rules.receivables import (
    ACCEPT_DAYS,
    ANSWER_DAYS,
    CUT_OFF,
    LEAST_DRAW_WON,
    MOST_DRAWS,
    MOST_TIERS,
    YEAR_DAYS,
    DrawCost,
    days_between,
    deposit_interest,
    draw_cost,
    is_circle,
    is_drawable,
    late_redemption_fee,
    most_net,
)

__all__ = [
    "YEAR_DAYS",
    "MOST_TIERS",
    "MOST_DRAWS",
    "LEAST_DRAW_WON",
    "CUT_OFF",
    "ACCEPT_DAYS",
    "ANSWER_DAYS",
    "DrawCost",
    "days_between",
    "draw_cost",
    "most_net",
    "deposit_interest",
    "late_redemption_fee",
    "is_circle",
    "is_drawable",
]
