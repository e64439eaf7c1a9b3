"""Doors for partners of Corporate Citizenship Friends."""
