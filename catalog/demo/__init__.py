"""The demonstration's catalogue, one file per area; each enters its part with ``portal.demo``."""

from catalog.demo import bulk, dealing, finding, life, products, review, sandbox, sourcing

__all__ = ["bulk", "dealing", "finding", "life", "products", "review", "sandbox", "sourcing"]
