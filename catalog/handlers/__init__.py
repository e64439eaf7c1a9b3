"""DOOR: what the catalogue hears, one file per area."""

from catalog.handlers import products, watching

__all__ = ["products", "watching"]
