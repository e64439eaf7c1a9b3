"""Addresses of Corporate Citizenship Friends, under ``/friends/``."""

from django.urls.resolvers import URLPattern

app_name = "friends"
urlpatterns: list[URLPattern] = []
