"""Addresses of INNOVILT, under ``/innovilt/``."""

from django.urls.resolvers import URLPattern

app_name = "innovilt"
urlpatterns: list[URLPattern] = []
