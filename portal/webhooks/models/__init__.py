"""WHAT: webhooks."""

from portal.webhooks.models.deliveries import Attempt, Delivery
from portal.webhooks.models.endpoints import Endpoint, Secret

__all__ = ["Attempt", "Delivery", "Endpoint", "Secret"]
