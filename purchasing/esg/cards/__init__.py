"""ESG purchasing on the pages of the ground floor, one file per area."""

from purchasing.esg.cards import (
    actions,
    answers,
    courses,
    eco,
    exports,
    gate,
    minerals,
    passport,
    passport_gate,
    results,
    review,
    standing,
    support,
)

__all__ = [
    "actions",
    "answers",
    "courses",
    "eco",
    "exports",
    "gate",
    "minerals",
    "passport",
    "passport_gate",
    "results",
    "review",
    "standing",
    "support",
]
