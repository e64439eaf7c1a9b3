"""DOOR: windows on what the catalogue keeps, one file per area."""

from catalog.admin import classes, dealing, products, review, search, sourcing, watching

__all__ = ["classes", "dealing", "products", "review", "search", "sourcing", "watching"]
