"""The demonstration's contracts and what follows from them, made through the services that the screens use."""

from purchasing.contracts.demo import contracts, deliveries, sandbox

__all__ = ["contracts", "deliveries", "sandbox"]
