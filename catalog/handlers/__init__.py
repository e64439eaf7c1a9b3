"""DOOR: what the catalogue hears, one file per area."""

from catalog.handlers import dealing, life, products, registration, review, search, watching

__all__ = ["dealing", "life", "products", "registration", "review", "search", "watching"]
