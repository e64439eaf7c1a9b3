"""Doors for partners of data passport."""
