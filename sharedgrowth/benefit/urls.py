"""Addresses of Benefit Sharing, under ``/benefit/``."""

from django.urls.resolvers import URLPattern

app_name = "benefit"
urlpatterns: list[URLPattern] = []
