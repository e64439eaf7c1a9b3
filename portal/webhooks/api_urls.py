"""The API of webhooks."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
