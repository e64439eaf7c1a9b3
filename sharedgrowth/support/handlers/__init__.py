"""What hears of news, who is told, what runs by itself in the support programmes; one file per area."""

from sharedgrowth.support.handlers import (
    applications,
    calls,
    energy,
    experts,
    facility,
    labs,
    levels,
    offers,
    privacy,
    projects,
    review,
    selection,
    waves,
    webhooks,
)

__all__ = [
    "applications",
    "calls",
    "energy",
    "experts",
    "facility",
    "labs",
    "levels",
    "offers",
    "privacy",
    "projects",
    "review",
    "selection",
    "waves",
    "webhooks",
]
