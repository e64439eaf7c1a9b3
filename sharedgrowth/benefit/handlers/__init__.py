"""What hears of news, who is told, what runs by itself in Benefit Sharing; one file per area."""

from sharedgrowth.benefit.handlers import measurement

__all__ = ["measurement"]
