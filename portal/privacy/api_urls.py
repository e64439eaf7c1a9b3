"""The API of personal data."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
