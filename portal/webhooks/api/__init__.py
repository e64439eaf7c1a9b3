"""Doors for partners of webhooks."""
