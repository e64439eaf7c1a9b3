"""The API of sandbox."""

from django.urls import path

from portal.sandbox.api import ClockView, CompanyView

urlpatterns = [
    path("sandbox/clock/", ClockView.as_view(), name="api-sandbox-clock"),
    path("sandbox/companies/", CompanyView.as_view(), name="api-sandbox-companies"),
]
