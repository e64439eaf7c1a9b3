"""Doors for browsers of data exchange."""
