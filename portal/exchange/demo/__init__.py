"""What the demonstration shows of data exchange."""

from portal.exchange.demo import calendars, exports

__all__ = ["calendars", "exports"]
