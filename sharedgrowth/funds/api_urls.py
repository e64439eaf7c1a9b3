"""The API of funds."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
