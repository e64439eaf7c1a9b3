"""The API of webhooks."""

from portal.webhooks.api.deliveries import DeliveryViewSet
from portal.webhooks.api.endpoints import EndpointViewSet
from portal.webhooks.api.kinds import KindList

__all__ = ["DeliveryViewSet", "EndpointViewSet", "KindList"]
