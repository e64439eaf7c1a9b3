"""Doors for browsers of developer documentation."""
