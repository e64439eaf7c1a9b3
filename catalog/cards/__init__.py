"""DOOR: what the catalogue enters on the pages of the ground floor, one file per area."""

from catalog.cards import (
    bulk,
    classes,
    dealing,
    exports,
    feed,
    finding,
    life,
    passport,
    products,
    results,
    review,
    sourcing,
)

__all__ = [
    "bulk",
    "classes",
    "dealing",
    "exports",
    "feed",
    "finding",
    "life",
    "passport",
    "products",
    "results",
    "review",
    "sourcing",
]
