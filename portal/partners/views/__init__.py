"""Doors: API clients and the log of their requests."""
