"""What hears of news, who is told, what runs by itself in the support programmes; one file per area."""

from sharedgrowth.support.handlers import experts, labs, selection

__all__ = ["experts", "labs", "selection"]
