"""The API of impact."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
