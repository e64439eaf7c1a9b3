"""The API of Corporate Citizenship Friends."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
