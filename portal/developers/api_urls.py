"""The API of developer documentation."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
