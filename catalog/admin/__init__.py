"""DOOR: windows on what the catalogue keeps, one file per area."""

from catalog.admin import classes, products, watching

__all__ = ["classes", "products", "watching"]
