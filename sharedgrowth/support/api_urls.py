"""The API of support programmes."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
