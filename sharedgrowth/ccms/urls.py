"""Addresses of CCMS, under ``/ccms/``."""

from django.urls.resolvers import URLPattern

app_name = "ccms"
urlpatterns: list[URLPattern] = []
