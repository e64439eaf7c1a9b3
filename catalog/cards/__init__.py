"""DOOR: what the catalogue enters on the pages of the ground floor, one file per area."""

from catalog.cards import products

__all__ = ["products"]
