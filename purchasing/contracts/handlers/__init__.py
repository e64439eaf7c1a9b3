"""What contracts hear, and who is told of what; one file per area."""

from purchasing.contracts.handlers import awards, contracts, deliveries, levels, looks, papers, prices, webhooks

__all__ = ["awards", "contracts", "deliveries", "levels", "looks", "papers", "prices", "webhooks"]
