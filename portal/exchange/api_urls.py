"""The API of data exchange."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
