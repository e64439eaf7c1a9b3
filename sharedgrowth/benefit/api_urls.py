"""The API of Benefit Sharing."""

from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.benefit.api.sharing import BenefitMeasurementViewSet, BenefitShareViewSet

urlpatterns: list[URLPattern] = []

# Years of sharing, measurements ---------------------------------------------------------------------------------------
money_router = SimpleRouter()
money_router.register("benefit-shares", BenefitShareViewSet, basename="api-benefit-share")
money_router.register("benefit-measurements", BenefitMeasurementViewSet, basename="api-benefit-measurement")
urlpatterns += money_router.urls
