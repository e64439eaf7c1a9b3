"""Doors for browsers of data passport."""
