"""On the pages of the ground floor: data exchange."""

from portal.exchange.cards import calendars, exports, feed

__all__ = ["calendars", "exports", "feed"]
