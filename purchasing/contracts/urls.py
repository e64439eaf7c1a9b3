"""Addresses of contracts, under ``/contracts/``."""

app_name = "contracts"
urlpatterns: list = []
