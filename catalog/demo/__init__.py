"""The demonstration's catalogue, one file per area; each enters its part with ``portal.demo``."""

from catalog.demo import dealing, life, products, sourcing

__all__ = ["dealing", "life", "products", "sourcing"]
