"""Addresses of developer documentation, under ``/developers/``."""

from django.urls.resolvers import URLPattern

app_name = "developers"
urlpatterns: list[URLPattern] = []
