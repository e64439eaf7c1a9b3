"""What the demonstration shows of results."""

from sharedgrowth.impact.demo import reports

__all__ = ["reports"]
