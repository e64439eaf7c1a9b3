"""DOOR: what the catalogue enters on the pages of the ground floor, one file per area."""

from catalog.cards import bulk, dealing, finding, life, products, review, sourcing

__all__ = ["bulk", "dealing", "finding", "life", "products", "review", "sourcing"]
