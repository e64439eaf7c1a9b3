"""Doors for browsers of INNOVILT."""
