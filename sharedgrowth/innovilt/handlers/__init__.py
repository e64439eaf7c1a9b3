"""What hears of news, who is told, what runs by itself in INNOVILT."""

from sharedgrowth.innovilt.handlers import marks

__all__ = ["marks"]
