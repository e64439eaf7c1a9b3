"""Doors for browsers of impact."""
