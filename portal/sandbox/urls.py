"""Addresses of sandbox, under ``/sandbox/``."""

from django.urls import path

from portal.sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("", views.start, name="start"),
    path("companies/", views.company_make, name="company-make"),
    path("clock/", views.clock_advance, name="clock-advance"),
]
