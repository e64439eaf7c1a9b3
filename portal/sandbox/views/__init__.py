"""Doors for browsers of sandbox."""
