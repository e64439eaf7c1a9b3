"""What hears of news, who is told, what runs by itself in the Friends; one file per area."""

from sharedgrowth.friends.handlers import activities, clocks, money, privacy, webhooks

__all__ = ["activities", "clocks", "money", "privacy", "webhooks"]
