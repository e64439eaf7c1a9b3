"""What hears of news, who is told, what runs by itself in data exchange."""

from portal.exchange.handlers import calendars, exports, feed, webhooks

__all__ = ["calendars", "exports", "feed", "webhooks"]
