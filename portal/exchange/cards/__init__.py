"""On the pages of the ground floor: data exchange."""

from portal.exchange.cards import exports

__all__ = ["exports"]
