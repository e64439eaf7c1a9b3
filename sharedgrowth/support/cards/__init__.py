"""The support programmes on the pages of the ground floor, one file per area."""

from sharedgrowth.support.cards import (
    applications,
    energy,
    exports,
    facility,
    fund_lines,
    labs,
    offers,
    passport,
    projects,
    results,
    review,
    waves,
)

__all__ = [
    "applications",
    "energy",
    "exports",
    "facility",
    "fund_lines",
    "labs",
    "offers",
    "passport",
    "projects",
    "results",
    "review",
    "waves",
]
