"""Windows on contracts, deliveries and invoices."""

from purchasing.contracts.admin import contracts, deliveries, invoices

__all__ = ["contracts", "deliveries", "invoices"]
