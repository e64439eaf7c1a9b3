"""What hears of news, who is told, what runs by itself in the funds; one file per area."""

from sharedgrowth.funds.handlers import drawdowns, gem, notices, privacy

__all__ = ["drawdowns", "gem", "notices", "privacy"]
