"""The API of news and meetings."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
