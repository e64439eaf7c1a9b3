"""Addresses of data passport, under ``/passport/``."""

from django.urls.resolvers import URLPattern

app_name = "passport"
urlpatterns: list[URLPattern] = []
