"""DOOR: what contracts enter on the pages of the ground floor, one file per area."""

from purchasing.contracts.cards import calendars, contracts, deliveries, exports

__all__ = ["calendars", "contracts", "deliveries", "exports"]
