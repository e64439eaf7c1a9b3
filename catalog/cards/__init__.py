"""DOOR: what the catalogue enters on the pages of the ground floor, one file per area."""

from catalog.cards import finding, products

__all__ = ["finding", "products"]
