"""What the demonstration shows of API clients."""

from portal.partners.demo import clients

__all__ = ["clients"]
