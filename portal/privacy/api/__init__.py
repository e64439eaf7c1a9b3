"""Doors for partners of personal data."""
