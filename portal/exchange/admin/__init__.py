"""Windows on data exchange."""

from portal.exchange.admin import feed

__all__ = ["feed"]
