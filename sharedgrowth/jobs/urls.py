"""Addresses of Youth Dream job matching, under ``/jobs/``."""

from django.urls.resolvers import URLPattern

app_name = "jobs"
urlpatterns: list[URLPattern] = []
