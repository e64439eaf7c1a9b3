"""Addresses of INNOVILT, under ``/innovilt/``."""

from django.urls import include, path

app_name = "innovilt"
urlpatterns = [
    path("", include("sharedgrowth.innovilt.mark_urls")),
    path("", include("sharedgrowth.innovilt.review_urls")),
]
