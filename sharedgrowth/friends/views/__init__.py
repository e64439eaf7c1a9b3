"""Doors for browsers of Corporate Citizenship Friends."""
