"""The demonstration's catalogue, one file per area; each enters its part with ``portal.demo``."""

from catalog.demo import dealing, finding, life, products, review, sourcing

__all__ = ["dealing", "finding", "life", "products", "review", "sourcing"]
