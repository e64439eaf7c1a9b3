"""The API of webhooks."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from portal.webhooks.api import DeliveryViewSet, EndpointViewSet, KindList

router = SimpleRouter()
router.register("webhook-endpoints", EndpointViewSet, basename="api-webhook-endpoint")
router.register("webhook-deliveries", DeliveryViewSet, basename="api-webhook-delivery")
urlpatterns = [
    path("webhook-kinds/", KindList.as_view(), name="api-webhook-kinds"),
    *router.urls,
]
