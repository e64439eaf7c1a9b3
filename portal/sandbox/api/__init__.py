"""Doors for partners of sandbox."""
