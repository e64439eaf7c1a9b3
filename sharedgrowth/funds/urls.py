"""Addresses of funds, under ``/funds/``."""

from django.urls.resolvers import URLPattern

app_name = "funds"
urlpatterns: list[URLPattern] = []
