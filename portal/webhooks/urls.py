"""Addresses of webhooks, under ``/webhooks/``."""

from django.urls.resolvers import URLPattern

app_name = "webhooks"
urlpatterns: list[URLPattern] = []
