"""Windows on contracts, deliveries and invoices."""

from purchasing.contracts.admin import contracts, deliveries, invoices, prices

__all__ = ["contracts", "deliveries", "invoices", "prices"]
