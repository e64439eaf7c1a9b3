"""What the demonstration shows of data exchange."""

from portal.exchange.demo import exports

__all__ = ["exports"]
