"""DOOR: what the catalogue hears, one file per area."""

from catalog.handlers import classes, dealing, life, products, registration, review, search, watching

__all__ = ["classes", "dealing", "life", "products", "registration", "review", "search", "watching"]
