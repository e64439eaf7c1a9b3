"""Addresses of Benefit Sharing, under ``/benefit/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.benefit.views import calculator

app_name = "benefit"
urlpatterns: list[URLPattern] = []

# Money: the calculator, baselines, measurements, verification, sharing, figures ---------------------------------------
urlpatterns += [
    path("calculator/", calculator.calculator, name="calculator"),
]
