"""Addresses of ESG purchasing, under ``/esg/``."""

from django.urls.resolvers import URLPattern

app_name = "esg"
urlpatterns: list[URLPattern] = []
