"""Doors for browsers of personal data."""
