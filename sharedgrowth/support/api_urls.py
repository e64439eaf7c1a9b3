"""The API of support programmes."""

from django.urls.resolvers import URLPattern
from rest_framework.routers import SimpleRouter

from sharedgrowth.support.api.labs import LabBookingViewSet, LabEquipmentViewSet

urlpatterns: list[URLPattern] = []

# Laboratories ---------------------------------------------------------------------------------------------------------
lab_router = SimpleRouter()
lab_router.register("labs", LabEquipmentViewSet, basename="api-lab")
lab_router.register("lab-bookings", LabBookingViewSet, basename="api-lab-booking")
urlpatterns += lab_router.urls
