"""Doors for browsers of Youth Dream job matching."""
