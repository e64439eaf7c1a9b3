"""WHEN: the states of webhooks."""

from portal.webhooks.states.deliveries import DELIVERY_FLOW, DeliveryState, Outcome
from portal.webhooks.states.endpoints import ENDPOINT_FLOW, EndpointState, Why

__all__ = ["DELIVERY_FLOW", "ENDPOINT_FLOW", "DeliveryState", "EndpointState", "Outcome", "Why"]
