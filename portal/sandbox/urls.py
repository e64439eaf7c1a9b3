"""Addresses of sandbox, under ``/sandbox/``."""

from django.urls.resolvers import URLPattern

app_name = "sandbox"
urlpatterns: list[URLPattern] = []
