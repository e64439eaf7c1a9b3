"""Doors for partners of impact."""
