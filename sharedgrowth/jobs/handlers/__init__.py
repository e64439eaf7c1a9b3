"""What hears of news, who is told, what runs by itself in Youth Dream job matching."""

from sharedgrowth.jobs.handlers import (
    applications,
    automated,
    cohorts,
    consents,
    matching,
    privacy,
    releases,
    trail,
    webhooks,
)

__all__ = ["applications", "automated", "cohorts", "consents", "matching", "privacy", "releases", "trail", "webhooks"]
