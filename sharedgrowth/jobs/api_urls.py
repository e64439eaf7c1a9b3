"""The API of Youth Dream job matching."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
