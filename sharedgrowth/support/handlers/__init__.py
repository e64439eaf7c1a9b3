"""What hears of news, who is told, what runs by itself in the support programmes; one file per area."""

from sharedgrowth.support.handlers import experts, labs

__all__ = ["experts", "labs"]
