"""What contracts hear, and who is told of what; one file per area."""

from purchasing.contracts.handlers import awards, contracts, deliveries, looks, papers, prices, webhooks

__all__ = ["awards", "contracts", "deliveries", "looks", "papers", "prices", "webhooks"]
