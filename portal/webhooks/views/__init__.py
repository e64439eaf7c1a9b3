"""Doors for browsers of webhooks."""
