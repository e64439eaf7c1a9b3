"""DOOR: windows on what the catalogue keeps, one file per area."""

from catalog.admin import bulk, classes, dealing, products, review, search, sourcing, watching

__all__ = ["bulk", "classes", "dealing", "products", "review", "search", "sourcing", "watching"]
