"""Addresses of payments, under ``/payments/``."""

app_name = "payments"
urlpatterns: list = []
