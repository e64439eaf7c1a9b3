"""DOOR: what the catalogue hears, one file per area."""

from catalog.handlers import (
    bulk,
    classes,
    dealing,
    life,
    privacy,
    products,
    registration,
    review,
    search,
    sourcing,
    watching,
    webhooks,
)

__all__ = [
    "bulk",
    "classes",
    "dealing",
    "life",
    "privacy",
    "products",
    "registration",
    "review",
    "search",
    "sourcing",
    "watching",
    "webhooks",
]
