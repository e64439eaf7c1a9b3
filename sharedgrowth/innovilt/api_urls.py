"""The API of INNOVILT."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
