"""Addresses of impact, under ``/impact/``."""

from django.urls.resolvers import URLPattern

app_name = "impact"
urlpatterns: list[URLPattern] = []
