"""The API of sandbox."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
