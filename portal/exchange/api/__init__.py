"""Doors for partners of data exchange."""
