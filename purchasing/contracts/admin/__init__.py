"""Windows on contracts, deliveries and invoices."""

from purchasing.contracts.admin import contracts, deliveries

__all__ = ["contracts", "deliveries"]
