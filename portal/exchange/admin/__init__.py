"""Windows on data exchange."""

from portal.exchange.admin import exports, feed

__all__ = ["exports", "feed"]
