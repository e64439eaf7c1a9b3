"""The demonstration's catalogue, one file per area; each enters its part with ``portal.demo``."""

from catalog.demo import life, products

__all__ = ["life", "products"]
