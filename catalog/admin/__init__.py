"""DOOR: windows on what the catalogue keeps, one file per area."""

from catalog.admin import products, watching

__all__ = ["products", "watching"]
