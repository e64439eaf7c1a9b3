"""The API of Benefit Sharing."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
