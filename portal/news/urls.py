"""Addresses of news and meetings, under ``/news/``."""

from django.urls.resolvers import URLPattern

app_name = "news"
urlpatterns: list[URLPattern] = []
