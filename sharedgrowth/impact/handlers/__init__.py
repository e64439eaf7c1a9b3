"""What hears of news of the results."""

from sharedgrowth.impact.handlers import reports

__all__ = ["reports"]
