"""What contracts hear, and who is told of what; one file per area."""

from purchasing.contracts.handlers import awards

__all__ = ["awards"]
