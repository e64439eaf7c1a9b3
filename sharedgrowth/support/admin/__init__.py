"""Windows on the support programmes."""

from sharedgrowth.support.admin import (
    applications,
    calls,
    energy,
    experts,
    facility,
    labs,
    levels,
    offers,
    projects,
    review,
    waves,
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
    "projects",
    "review",
    "waves",
]
