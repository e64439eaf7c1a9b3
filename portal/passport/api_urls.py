"""The API of data passport."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
